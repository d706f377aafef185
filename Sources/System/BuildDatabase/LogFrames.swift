import Archives
import LinuxSystem
import SystemPackage

/// The frames of a growing log file, found once each and unpacked one at a time.
///
/// What is indexed stays valid while the file grows at its end; a last frame that is not whole yet is found later.
struct LogFrames: Sendable {
    /// One frame and what stands before it.
    struct Frame: Sendable {
        /// Where it begins in the file, in bytes.
        var offset: Int64
        /// Its bytes in the file.
        var size: Int
        /// Line ends in the output before it.
        var newlines: Int64
    }

    private static let readSize = 1 << 20

    private let descriptor: OwnedDescriptor
    private(set) var frames: [Frame] = []
    /// Line ends in all frames found.
    private(set) var newlines: Int64 = 0
    /// Whether the output ends within a line.
    private(set) var isLineOpen = false
    private var end: Int64 = 0
    private var kept: (index: Int, output: [UInt8])?

    /// Opens a log file; nil where there is none.
    init?(path: FilePath) throws {
        guard let file = try StoreFiles.open(path) else { return nil }
        descriptor = OwnedDescriptor(file)
    }

    /// Finds the frames that were added since the last time.
    mutating func refresh() throws {
        while let packed = try read(at: end, count: Self.readSize), let first = frameSize(of: packed) {
            try add(size: first)
            // Where frames are small, one read holds many.
            var offset = first
            while offset < packed.count, let size = packed[offset...].withUnsafeBytes({ ZstdFrame.size($0) }) {
                try add(size: size)
                offset += size
            }
        }
    }

    private mutating func add(size: Int) throws {
        let index = frames.count
        frames.append(Frame(offset: end, size: size, newlines: newlines))
        end += Int64(size)
        let output = try self.output(of: index)
        newlines += Int64(output.count { $0 == UInt8(ascii: "\n") })
        if let last = output.last { isLineOpen = last != UInt8(ascii: "\n") }
    }

    /// What the step wrote in a frame, both outputs in their order.
    mutating func output(of index: Int) throws -> [UInt8] {
        if let kept, kept.index == index { return kept.output }
        let frame = frames[index]
        guard let packed = try read(at: frame.offset, count: frame.size), packed.count == frame.size else {
            throw ArchiveError.truncated(format: "zstd")
        }
        let output = Self.output(in: try Packing.unpack(packed))
        kept = (index, output)
        return output
    }

    /// The size of the frame at the beginning of `packed`, of which more is read where it is larger.
    private func frameSize(of packed: [UInt8]) -> Int? {
        var packed = packed
        while true {
            if let size = packed.withUnsafeBytes({ ZstdFrame.size($0) }) { return size }
            guard packed.count % Self.readSize == 0, packed.count < 64 * Self.readSize,
                // A file that can't be read further has no further frame.
                let more = try? read(at: end + Int64(packed.count), count: packed.count)
            else { return nil }
            packed += more
        }
    }

    private func read(at offset: Int64, count: Int) throws -> [UInt8]? {
        let bytes = try withExtendedLifetime(descriptor) { owner in
            try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                    let got = try owner.descriptor.read(fromAbsoluteOffset: offset + Int64(filled), into: rest)
                    if got == 0 { break }
                    filled += got
                }
            }
        }
        return bytes.isEmpty ? nil : bytes
    }

    private static func output(in entries: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(entries.count)
        var rest = entries[...]
        while let entry = LogEntry.take(from: &rest) { output += entry.bytes }
        return output
    }
}
