import EnginePorts
import LinuxSystem
import OCIFormat
import Synchronization
import SystemPackage

/// One regular file to be put into a layer.
struct FileJob: Sendable {
    /// Where it is read.
    var source: OpenFolder
    var sourceName: FileName
    /// Where it is written; nothing is there any more.
    var destination: OpenFolder
    var name: FileName
    /// Path inside the root.
    var path: PathBytes
    var attributes: FileAttributes
    /// The digest of its contents, where it is known.
    var digest: Digest?
    /// Size and time of modification that the source had when it was digested.
    var expected: SourceState?
}

/// Writes regular files, many at a time on all processors.
final class FileJobs {
    private static let batchSize = 512
    private static let sharedNothing = 64 << 10

    private let tally: LayerTally
    private let previous: PreviousVersion?
    private let cancellation: Cancellation
    private var pending: [FileJob] = []
    private var openFolders = 0

    init(tally: LayerTally, previous: PreviousVersion?, cancellation: Cancellation) {
        self.tally = tally
        self.previous = previous
        self.cancellation = cancellation
    }

    func add(_ job: FileJob) throws {
        pending.append(job)
        if pending.count >= Self.batchSize { try flush() }
    }

    /// Says that jobs now name one more folder: each keeps two descriptors open, of which a process may have 1024.
    func folderOpened() throws {
        openFolders += 1
        if openFolders >= 100 { try flush() }
    }

    /// Writes all files added so far.
    func flush() throws {
        let jobs = pending
        pending = []
        openFolders = 0
        try cancellation.check()
        let pieces = (jobs.count + 31) / 32
        let (tally, previous, cancellation) = (tally, previous, cancellation)
        try BlockingThread.forEach(pieces) { piece in
            let writer = FileWriter(tally: tally, previous: previous, cancellation: cancellation)
            for job in jobs[(piece * 32)..<min(piece * 32 + 32, jobs.count)] { try writer.write(job) }
        }
    }

    /// Writes one file at once, after those that wait.
    func writeNow(_ job: FileJob) throws {
        try FileWriter(tally: tally, previous: previous, cancellation: cancellation).write(job)
    }
}

/// Writes regular files one by one; has a buffer, so one for each thread.
struct FileWriter {
    let tally: LayerTally
    let previous: PreviousVersion?
    let cancellation: Cancellation
    private static let smallSize = 64 << 10

    func write(_ job: FileJob) throws {
        do {
            if let previous, let file = indexed(job), try previous.link(job, file) {
                tally.count(bytes: file.size)
                tally.list(job.path.bytes, file)
            } else {
                try copy(job)
            }
        } catch {
            throw LayerFailure.translate(error, path: job.path)
        }
    }

    private func copy(_ job: FileJob) throws {
        let source = try job.source.descriptor.openAt(job.sourceName, [.noFollow, .nonBlocking])
        defer { source.closeQuietly() }
        let file = try job.destination.descriptor.openAt(
            job.name, [.create, .exclusive, .readWrite, .noFollow], mode: 0o600)
        defer { file.closeQuietly() }
        let size = try job.expected?.size ?? source.status().size
        if size <= Self.smallSize {
            try copySmall(from: source, to: file, size: Int(size))
        } else {
            try file.copyContents(of: source, size: size) { try cancellation.check() }
        }
        try check(source, copiedTo: file, job)
        try job.attributes.apply(to: file)
        try job.destination.descriptor.setTimes(at: job.name, access: nil, modification: job.attributes.modified)
        tally.count(bytes: size)
        if let entry = indexed(job, size: size) { tally.list(job.path.bytes, entry) }
    }

    /// Throws if the source is not what was digested any more, and its copy isn't either.
    ///
    /// A log that grew while it was copied, or a file that was touched, still begins with what was digested.
    private func check(_ source: FileDescriptor, copiedTo file: FileDescriptor, _ job: FileJob) throws {
        guard let expected = job.expected, try !expected.fits(source) else { return }
        guard let digest = job.digest, try file.contentDigest(cancellation.check) == digest else {
            throw LayerError.badCopy(path: job.path.pathText, .changedWhileRead)
        }
    }

    /// One read and one write cost less than setting up a copy in the kernel.
    private func copySmall(from source: FileDescriptor, to file: FileDescriptor, size: Int) throws {
        if size == 0 { return }
        try withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { buffer in
            var filled = 0
            while filled < size {
                let count = try source.readBytes(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
                if count == 0 { break }
                filled += count
            }
            try file.writeAllBytes(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
        }
    }

    /// What the index says of the file once it is written; nil for those that it does not list.
    private func indexed(_ job: FileJob, size: Int64? = nil) -> LayerIndex.File? {
        guard let digest = job.digest, let modified = job.attributes.modified, job.attributes.capability == nil
        else { return nil }
        let known = size ?? previous?.size(of: job)
        guard let known else { return nil }
        return LayerIndex.File(
            digest: Array(digest.description.utf8), owner: job.attributes.owner, mode: job.attributes.mode, size: known,
            modified: modified.totalNanoseconds)
    }
}

/// The layer that an earlier version of a copy left, to link files from that have not changed.
struct PreviousVersion: Sendable {
    private let folder: OpenFolder
    private let index: LayerIndex

    init(folder: OpenFolder, index: LayerIndex) {
        self.folder = folder
        self.index = index
    }

    func size(of job: FileJob) -> Int64? { index.files[job.path.bytes]?.size }

    /// Links the file from the earlier layer if it was the same there; false if it has to be copied: when it was not,
    /// or when an inode can have no more names.
    func link(_ job: FileJob, _ file: LayerIndex.File) throws -> Bool {
        let path = job.path
        guard index.files[path.bytes] == file else { return false }
        do {
            try folder.descriptor.makeHardLink(from: path, to: job.destination.descriptor, at: job.name)
            return true
        } catch {
            guard [.noSuchFileOrDirectory, .tooManyLinks, .notPermitted, .improperLink].contains(error.code) else {
                throw error
            }
            return false
        }
    }
}
