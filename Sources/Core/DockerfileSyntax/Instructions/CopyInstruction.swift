/// What ADD and COPY have in common.
package struct FileTransfer: Hashable, Sendable {
    /// The paths, globs or URLs to take, without here-documents.
    package var sources: [Word]

    /// The files to make from here-documents, each named by its end word.
    package var inlineFiles: [Heredoc]

    /// Where to put them.
    package var destination: Word

    /// `--chown`.
    package var owner: Word?

    /// `--chmod`, octal or symbolic, as written.
    package var mode: Word?

    /// `--link`.
    package var isLinked: Bool

    /// `--exclude`, as often as it stands; patterns of ``IgnoreRules``, relative to each source.
    package var excludes: [Word]

    var expandableWords: [Word] {
        [owner, mode].compactMap { $0 } + sources + [destination]
    }
}

/// `COPY`.
package struct CopyInstruction: Hashable, Sendable {
    /// Sources, destination and common flags.
    package var files: FileTransfer

    /// `--from`: a stage's name or number, or an image; no variables.
    package var from: Word?

    /// `--parents`.
    package var keepsParents: Bool
}

/// `ADD`.
package struct AddInstruction: Hashable, Sendable {
    /// Sources, destination and common flags.
    package var files: FileTransfer

    /// `--keep-git-dir`, nil when it is not given.
    package var keepsGitFolder: Bool?

    /// `--checksum`.
    package var checksum: Word?

    /// `--unpack`, nil when it is not given.
    package var unpacks: Bool?
}
