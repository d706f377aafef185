/// What a step's layer added, changed and removed.
package struct FileListing: Sendable, Hashable {
    /// One path of the layer.
    package struct Entry: Sendable, Hashable {
        /// What the layer did to a path.
        package enum Change: Sendable, Hashable {
            case added, changed, removed
        }

        /// The path inside the image, absolute.
        package var path: String
        /// What happened to it.
        package var change: Change
        /// File type and permission bits, as stat(2) gives them; 0 for what was removed.
        package var mode: UInt32
        /// Bytes of a regular file.
        package var size: Int64

        /// Makes an entry.
        package init(path: String, change: Change, mode: UInt32, size: Int64) {
            self.path = path
            self.change = change
            self.mode = mode
            self.size = size
        }
    }

    /// The entries in the order of their paths.
    package var entries: [Entry]
    /// Why there are none, in a sentence; nil where they are all there.
    package var failure: String?

    /// Makes a listing.
    package init(entries: [Entry], failure: String? = nil) {
        self.entries = entries
        self.failure = failure
    }
}
