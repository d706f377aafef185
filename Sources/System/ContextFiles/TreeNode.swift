import DockerfileSyntax
import LinuxSystem
import OCIFormat
import Synchronization

/// One file or folder of a tree as it was first seen in this build.
///
/// What was read of it is kept, so that a second selection reads nothing again.
final class TreeNode: Sendable {
    /// What was read of a regular file.
    struct FileContents: Sendable {
        var digest: Digest
        /// The status that belongs to the contents: of the open file.
        var status: FileStatus
        /// The value of `security.capability`, the one attribute that copies carry.
        var capability: [UInt8]?
    }

    private struct Known {
        var children: [TreeNode]?
        var contents: FileContents?
    }

    let name: [UInt8]
    let path: BytePath
    let status: FileStatus
    /// A symbolic link's target.
    let linkTarget: [UInt8]?
    /// What the ignore rules say of it; nil where there are none, and for the root.
    let verdict: IgnoreRules.Verdict?
    private let known = Mutex(Known())

    init(
        name: [UInt8], path: BytePath, status: FileStatus, linkTarget: [UInt8]? = nil,
        verdict: IgnoreRules.Verdict? = nil
    ) {
        self.name = name
        self.path = path
        self.status = status
        self.linkTarget = linkTarget
        self.verdict = verdict
    }

    var isDirectory: Bool { status.kind == .directory }

    /// Whether the rules leave it out, though what is below it may be in.
    var isExcluded: Bool { verdict?.isExcluded ?? false }

    /// Whether it or anything below it can be in.
    var mayShow: Bool { !isExcluded || verdict?.mayHoldIncluded == true }

    /// What is in a folder, sorted by name, without what can't show; nil while it was not listed.
    var children: [TreeNode]? {
        get { known.withLock { $0.children } }
        set { known.withLock { $0.children = newValue } }
    }

    /// The contents of a regular file; nil while they were not read.
    var contents: FileContents? {
        get { known.withLock { $0.contents } }
        set { known.withLock { $0.contents = newValue } }
    }
}
