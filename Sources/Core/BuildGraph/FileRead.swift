/// Files of an input that a vertex reads without standing on it: the sources of a COPY, a bind mount.
///
/// What of the input is not read does not enter the vertex's content key.
package struct FileRead: Hashable, Sendable {
    /// The input, as an index into the vertex's inputs.
    package var input: Int
    /// Patterns below the input's root.
    package var patterns: [String]
    /// `--exclude` patterns, relative to each source.
    package var excludes: [String]
    /// Whether the folders of each source's path are read too (`--parents`).
    package var keepsParents: Bool
    /// Whether `patterns` is one plain path without wildcards, as for mounts.
    package var isPlainPath: Bool

    /// Makes a read of patterns.
    package init(input: Int, patterns: [String]) {
        self.input = input
        self.patterns = patterns
        excludes = []
        keepsParents = false
        isPlainPath = false
    }
}

extension Operation {
    /// What the operation reads of its inputs beside its base, in a fixed order; one entry a bind mount or cache seed,
    /// and one for the sources of a COPY that name the same input.
    package var reads: [FileRead] {
        switch self {
        case .image, .context, .remote, .makeDirectory: []
        case .run(let run): run.mounts.compactMap(\.read)
        case .copy(let copy): copy.reads
        }
    }
}

extension Mount {
    /// What the mount reads of an input.
    package var read: FileRead? {
        switch source {
        case .bind(let input?, let path, _):
            .path(path, of: input)
        case .cache(let cache):
            cache.seed.map { .path(cache.seedPath, of: $0) }
        case .bind(nil, _, _), .temporary, .secret, .agent, .inline:
            nil
        }
    }
}

extension FileRead {
    fileprivate static func path(_ path: String, of input: Int) -> FileRead {
        var read = FileRead(input: input, patterns: [path])
        read.isPlainPath = true
        return read
    }
}

extension CopyOperation {
    fileprivate var reads: [FileRead] {
        var result: [FileRead] = []
        for case .files(let input, let pattern) in sources {
            if let index = result.firstIndex(where: { $0.input == input }) {
                result[index].patterns.append(pattern)
            } else {
                result.append(FileRead(input: input, patterns: [pattern]))
            }
        }
        for index in result.indices {
            result[index].excludes = excludes
            result[index].keepsParents = keepsParents
        }
        return result
    }
}
