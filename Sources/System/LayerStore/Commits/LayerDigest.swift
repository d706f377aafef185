import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// Computes a layer's own digest: its names, types, modes, owners, attributes, link targets, devices, contents and
/// removals, but no times.
///
/// Removals count the same whether whiteouts or an opaque folder stand for them.
struct LayerDigest {
    let cancellation: Cancellation

    /// A file whose contents are part of the digest.
    private struct Content: Sendable {
        let path: PathBytes
        /// Which record they belong to.
        let record: Int
    }

    func compute(_ layer: OpenFolder, below: OpenFolder?) throws -> Digest {
        let collected = Collected(root: Record(path: PathBytes(), status: try layer.descriptor.status()))
        try LayerWalk(cancellation: cancellation).visit(layer, below: below) { visit in
            try collect(visit, into: collected)
        }
        let digests = try hash(collected.contents, in: layer)
        for (content, digest) in zip(collected.contents, digests) {
            collected.records[content.record].add(text: digest.description)
        }
        return Self.digest(of: collected.records)
    }

    /// What a walk through the layer finds.
    private final class Collected {
        var records: [Record]
        var contents: [Content] = []
        var inodes = InodeNames()

        init(root: Record) { records = [root] }
    }

    private func collect(_ visit: LayerWalk.Visit, into collected: Collected) throws {
        var record = Record(path: visit.path, status: visit.status)
        try describe(visit, &record, &collected.inodes)
        if record.hasContents { collected.contents.append(Content(path: visit.path, record: collected.records.count)) }
        collected.records.append(record)
        guard visit.isOpaque, let lower = try visit.below?.folderIfPresent(visit.name) else { return }
        try removals(visit.path, own: try visit.folder.folder(visit.name), lower, &collected.records)
    }

    private func describe(_ visit: LayerWalk.Visit, _ record: inout Record, _ inodes: inout InodeNames) throws {
        if visit.status.isWhiteout { return record.becomeRemoval() }
        if let earlier = inodes.earlierName(of: visit.status, at: visit.path) {
            return record.becomeLink(to: earlier)
        }
        for attribute in try AttributeList.read(visit.folder.descriptor, visit.name) {
            record.add(text: attribute.name)
            record.add(bytes: attribute.value)
        }
        switch visit.status.kind {
        case .symbolicLink: record.add(bytes: try visit.folder.descriptor.readLink(at: visit.name))
        case .regular: record.hasContents = true
        default: break
        }
    }

    /// What an opaque folder takes away: all below it that has no counterpart in it.
    private func removals(_ path: PathBytes, own: OpenFolder, _ below: OpenFolder, _ records: inout [Record]) throws {
        for name in try below.descriptor.directoryEntriesAnew().map(\.name).sorted() {
            let childPath = path.appending(name)
            guard let status = try own.descriptor.statusIfPresent(at: name) else {
                records.append(Record(removed: childPath))
                continue
            }
            guard status.kind == .directory, let lower = try below.folderIfPresent(name) else { continue }
            try removals(childPath, own: try own.folder(name), lower, &records)
        }
    }

    /// Hashes files on all processors.
    private func hash(_ contents: [Content], in layer: OpenFolder) throws -> [Digest] {
        let results = Results(count: contents.count)
        try BlockingThread.forEach(contents.count) { [cancellation] index in
            try cancellation.check()
            let file = try layer.descriptor.openBeneath(contents[index].path)
            defer { file.closeQuietly() }
            results.set(try FileDigest.compute(file), at: index)
        }
        return results.all
    }

    private static func digest(of records: [Record]) -> Digest {
        var hasher = DigestHasher()
        for record in records.sorted(by: { $0.path < $1.path }) { hasher.update(field: record.bytes) }
        return hasher.finish()
    }
}

/// One entry's part of a layer's digest: fields with their lengths before them.
private struct Record {
    let path: [UInt8]
    private(set) var bytes: [UInt8] = []
    var hasContents = false

    init(path: PathBytes, status: FileStatus) {
        self.path = path.bytes
        add(bytes: self.path)
        let numbers = [status.mode, status.owner, status.group, status.deviceMajor, status.deviceMinor]
        add(text: numbers.map { String($0) }.joined(separator: " "))
    }

    init(removed path: PathBytes) {
        self.path = path.bytes
        becomeRemoval()
    }

    mutating func becomeRemoval() {
        bytes = []
        add(bytes: path)
        add(text: "removed")
    }

    mutating func becomeLink(to earlier: PathBytes) {
        bytes = []
        add(bytes: path)
        add(text: "link")
        add(bytes: earlier.bytes)
    }

    mutating func add(text: String) { add(bytes: Array(text.utf8)) }

    mutating func add(bytes field: [UInt8]) {
        withUnsafeBytes(of: UInt64(field.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes += field
    }
}

extension [UInt8] {
    fileprivate static func < (left: [UInt8], right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }
}
