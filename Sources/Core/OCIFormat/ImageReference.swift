/// The name of an image: registry, repository, and a tag, a digest or both.
///
/// Read by the rules of Docker's familiar names: `alpine` is `docker.io/library/alpine:latest`, and the part before the
/// first slash is a registry if it has a dot, a colon or an upper-case letter, or is `localhost`.
package struct ImageReference: Hashable, Sendable {
    /// The registry, such as `docker.io` or `localhost:5000`.
    package let registry: String
    /// The repository in the registry, such as `library/alpine`.
    package let repository: String
    /// The tag; `latest` where the name had neither tag nor digest, nil where it had a digest alone.
    package var tag: String?
    /// The digest, where the name has one.
    package var digest: Digest?

    /// Takes parts that are known to be right.
    init(registry: String, repository: String, tag: String?, digest: Digest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// The registry of names that have none.
    package static let defaultRegistry = "docker.io"
    /// The tag of names that have neither tag nor digest.
    package static let defaultTag = "latest"

    /// The whole name without tag and digest, such as `docker.io/library/alpine`.
    package var name: String { "\(registry)/\(repository)" }

    /// The whole name, such as `docker.io/library/alpine:latest` or `docker.io/library/alpine@sha256:…`.
    package var canonical: String { name + suffix }

    /// The shortest name that means the same, such as `alpine` or `user/app:1`; `:latest` is kept.
    package var familiar: String { familiarName + suffix }

    /// The shortest name without tag and digest that means the same.
    package var familiarName: String {
        guard registry == Self.defaultRegistry else { return name }
        let official = "library/"
        guard repository.hasPrefix(official) else { return repository }
        let short = String(repository.dropFirst(official.count))
        return short.contains("/") ? repository : short
    }

    /// The same name pinned to a digest.
    package func pinned(to digest: Digest) -> ImageReference {
        ImageReference(registry: registry, repository: repository, tag: tag, digest: digest)
    }

    /// The same name with a digest and no tag.
    package func named(only digest: Digest) -> ImageReference {
        ImageReference(registry: registry, repository: repository, tag: nil, digest: digest)
    }

    private var suffix: String {
        (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}

extension ImageReference: CustomStringConvertible {
    /// The whole name.
    package var description: String { canonical }
}

extension ImageReference: Codable {
    /// Decodes the whole name.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            self = try ImageReference(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    /// Encodes the whole name.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(canonical)
    }
}
