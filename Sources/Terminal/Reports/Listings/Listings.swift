import Quantities

/// What `images ls` prints: a table for people, or an object a line for programs.
package enum Listings {
    /// An image as listings show it.
    package struct Image: Sendable, Hashable {
        /// The name with its tag.
        package var name: String
        /// The manifest's or index's digest.
        package var digest: String
        /// The platforms that it has, as `linux/amd64`.
        package var platforms: [String]
        /// Bytes of its blobs.
        package var size: Int64
        /// When it was made, in seconds since 1970, if its config tells.
        package var created: Double?

        /// Makes an image without a time.
        package init(name: String, digest: String, platforms: [String], size: Int64) {
            self.name = name
            self.digest = digest
            self.platforms = platforms
            self.size = size
        }
    }

    /// The store's images as a table; `now` in seconds since 1970.
    package static func images(_ images: [Image], now: Double) -> String {
        var table = TextTable(
            ["NAME", "DIGEST", "PLATFORMS", "SIZE", "CREATED"], alignments: [.left, .left, .left, .right])
        for image in images {
            let digest = image.digest.split(separator: ":").last.map { String($0.prefix(12)) } ?? ""
            table.add([
                image.name, digest, image.platforms.joined(separator: ", "), HumanSize.text(image.size),
                image.created.map { Age.text(since: $0, now: now) } ?? "",
            ])
        }
        return table.render()
    }
}
