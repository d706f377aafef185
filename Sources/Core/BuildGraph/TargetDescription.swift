/// A stage as a listing of targets shows it.
package struct TargetDescription: Hashable, Sendable {
    /// The name, nil when it has none.
    package var name: String?
    /// Whether it is built when no target is named.
    package var isDefault: Bool
    /// What the comment above it says.
    package var description: String?
    /// What FROM names, as written.
    package var base: String
    /// `--platform` of FROM, as written.
    package var platform: String?
    /// The lines of FROM, from 1.
    package var lines: ClosedRange<Int>

    /// Makes a description of a stage without a name, a comment or a platform.
    package init(isDefault: Bool, base: String, lines: ClosedRange<Int>) {
        self.isDefault = isDefault
        self.base = base
        self.lines = lines
    }
}
