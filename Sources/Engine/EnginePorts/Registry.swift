package import OCIFormat

/// Reads images from registries.
///
/// Implemented by RegistryClient.
package protocol ImageRegistry: Sendable {
    /// Asks what a name stands for now: the descriptor of a manifest or an index, and its bytes.
    func resolve(_ reference: ImageReference) async throws(RegistryError) -> ResolvedManifest

    /// Fetches a manifest, an index or a config by its digest.
    func fetchDocument(_ descriptor: Descriptor, from reference: ImageReference) async throws(RegistryError) -> [UInt8]

    /// Fetches a blob chunk by chunk; its size and digest are verified at the end.
    ///
    /// `consume` is awaited, so that a slow consumer slows the fetch. A broken connection is taken up again where it
    /// broke. What `consume` throws ends the fetch as `RegistryError.consumerFailed`; the consumer keeps its own error.
    func fetchBlob(
        _ descriptor: Descriptor, from reference: ImageReference,
        consume: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws(RegistryError)
}

/// What a name stood for when it was asked.
package struct ResolvedManifest: Sendable, Hashable {
    /// Media type, digest and size of `bytes`.
    package var descriptor: Descriptor
    /// The manifest or index.
    package var bytes: [UInt8]

    /// Makes a resolved manifest.
    package init(descriptor: Descriptor, bytes: [UInt8]) {
        self.descriptor = descriptor
        self.bytes = bytes
    }
}

/// Why a registry did not give what was asked for.
///
/// `asked` are the hosts tried, mirrors first, with what each said.
package enum RegistryError: Error, Sendable, Hashable {
    /// No host has it.
    case notFound(reference: String, asked: [HostAnswer])
    /// Credentials are missing or wrong.
    case unauthorized(reference: String, asked: [HostAnswer])
    /// No host could be reached.
    case unreachable(reference: String, asked: [HostAnswer])
    /// A host answered in a way that the specification does not know.
    case badAnswer(host: String, reason: String)
    /// The bytes are not those of the digest.
    case digestMismatch(expected: Digest, actual: Digest, host: String)
    /// The credentials file or helper failed.
    case badCredentials(source: String, reason: String)
    /// `consume` threw.
    case consumerFailed
    /// The calling task was cancelled.
    case cancelled
}

/// What one host said.
package struct HostAnswer: Sendable, Hashable {
    /// Host and port.
    package var host: String
    /// Its answer or the connection's error, in words.
    package var answer: String

    /// Makes an answer.
    package init(host: String, answer: String) {
        self.host = host
        self.answer = answer
    }
}
