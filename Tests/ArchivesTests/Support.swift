import Foundation
import SystemPackage

@testable import Archives

/// A small generator with a seed, so that samples are the same in every run.
struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

func bytes(of source: any ByteSource) throws -> [UInt8] {
    var result: [UInt8] = []
    try source.drain { result.append(contentsOf: $0) }
    return result
}

func compress(_ bytes: [UInt8], _ compression: Compression, level: Int? = nil, pieces: Int = 1 << 20) throws -> [UInt8]
{
    var result: [UInt8] = []
    let encoder = try compression.encoder(level: level) { result.append(contentsOf: $0) }
    try bytes.withUnsafeBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            try encoder.write(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + pieces, bytes.count)]))
        }
    }
    try encoder.finish()
    return result
}

/// Runs a tool found on the path over some input and gives its output.
func run(_ command: [String], input: [UInt8] = [], in folder: FilePath? = nil) throws -> [UInt8] {
    let files = try TemporaryFolder()
    let inputPath = files.path.appending("input").string
    let outputPath = files.path.appending("output").string
    try Data(input).write(to: URL(fileURLWithPath: inputPath))
    try Data().write(to: URL(fileURLWithPath: outputPath))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: inputPath))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder.string) }
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ToolFailed(command: command, status: process.terminationStatus) }
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: outputPath)))
}

struct ToolFailed: Error {
    let command: [String]
    let status: Int32
}

/// A folder that is gone when the test is.
final class TemporaryFolder {
    let path: FilePath

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("strata-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = FilePath(url.path)
    }

    deinit {
        // A folder that cannot be removed is the test machine's matter, not the test's.
        try? FileManager.default.removeItem(atPath: path.string)
    }
}
