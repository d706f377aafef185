/// The commit of a git repository that a build context was at.
package struct Revision: Sendable, Hashable, Codable {
    /// The commit's identity; nil where the repository has none yet.
    package var commit: String?
    /// The branch; nil where none is checked out.
    package var branch: String?
    /// Whether files of the context differ from the commit; nil where that was not found out in time.
    package var isDirty: Bool?
    /// The address of the remote `origin` without a password; nil where there is none.
    package var repository: String?

    /// Makes a revision.
    package init(
        commit: String? = nil, branch: String? = nil, isDirty: Bool? = nil, repository: String? = nil
    ) {
        self.commit = commit
        self.branch = branch
        self.isDirty = isDirty
        self.repository = repository
    }

    /// Twelve digits of the commit with the branch, and whether it is dirty: `4f2c9a81b3d0 (main), changed`; empty without a
    /// commit.
    package var text: String {
        guard let commit else { return "" }
        var text = String(commit.prefix(12))
        if let branch { text += " (\(branch))" }
        return isDirty == true ? text + ", changed" : text
    }
}
