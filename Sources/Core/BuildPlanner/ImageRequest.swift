package import BuildGraph
package import Diagnostics
package import OCIFormat

/// An image that a plan needs to know before it can go on.
///
/// Two requests are equal when they ask for the same image; where and under which name the Dockerfile asks does not
/// count.
package struct ImageRequest: Sendable {
    /// The image's name; of an image in a layout the name that it stands for.
    package var reference: ImageReference
    /// Where it is looked for.
    package var location: ImageLocation
    /// The tag to look for in a layout.
    package var layoutTag: String?
    /// The digest to look for in a layout.
    package var layoutDigest: Digest?
    /// The platform that the image is wanted for.
    package var platform: Platform
    /// The name as the Dockerfile has it, variables replaced.
    package var name: String
    /// The `FROM`, `COPY --from` or mount that asks.
    package var range: SourceRange?
    /// The stage that was perhaps meant by `name`.
    package var nearestStage: String?

    /// Asks for an image of a registry or of strata's own store.
    package init(reference: ImageReference, platform: Platform, name: String, range: SourceRange? = nil) {
        self.reference = reference
        self.platform = platform
        self.name = name
        self.range = range
        location = .registry
        layoutTag = nil
        layoutDigest = nil
        nearestStage = nil
    }
}

extension ImageRequest: Hashable {
    /// Compares what is asked for, not who asks.
    package static func == (left: ImageRequest, right: ImageRequest) -> Bool {
        left.reference == right.reference && left.location == right.location && left.layoutTag == right.layoutTag
            && left.layoutDigest == right.layoutDigest && left.platform == right.platform
    }

    /// Hashes what is asked for.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(reference)
        hasher.combine(location)
        hasher.combine(layoutTag)
        hasher.combine(layoutDigest)
        hasher.combine(platform)
    }
}

/// The answer to an `ImageRequest`.
package struct ResolvedImage: Sendable, Hashable {
    /// The manifest for the platform, with its layers.
    package var source: ImageSource
    /// The image's config.
    package var config: ImageConfig
    /// What the name resolved to, perhaps an index; steps are named by it.
    package var digest: Digest

    /// Makes an answer; without a digest the manifest's is taken.
    package init(source: ImageSource, config: ImageConfig, digest: Digest? = nil) {
        self.source = source
        self.config = config
        self.digest = digest ?? source.manifest.digest
    }
}
