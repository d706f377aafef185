/// What can go wrong with compressed streams and tar archives.
package enum ArchiveError: Error, Equatable, Sendable {
    /// The bytes are not what their format demands; `format` is a name as "gzip" or "tar".
    case damaged(format: String, reason: String)
    /// The bytes end before their format does.
    case truncated(format: String)
    /// An entry or its contents could not be written to an archive.
    case unwritable(path: String, reason: String)
    /// The format can be read but not written.
    case cannotCompress(Compression)
    /// The library could not be set up, which only lack of memory brings about.
    case noMemory(format: String)
    /// Whoever read from a pipe has stopped, so that nothing more needs to be written.
    case readerStopped
}

extension ArchiveError: CustomStringConvertible {
    /// One sentence, without a full stop.
    package var description: String {
        switch self {
        case .damaged(let format, let reason): "damaged \(format) data: \(reason)"
        case .truncated(let format): "\(format) data ends too early"
        case .unwritable(let path, let reason): "cannot archive \(path): \(reason)"
        case .cannotCompress(let compression): "cannot compress with \(compression)"
        case .noMemory(let format): "no memory for \(format)"
        case .readerStopped: "the reader has stopped"
        }
    }
}
