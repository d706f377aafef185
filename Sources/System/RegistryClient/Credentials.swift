/// What a registry may be told about who asks.
enum Credentials: Hashable, Sendable {
    /// A user with a password.
    case password(user: String, password: String)
    /// A refresh token of the realm's server.
    case identityToken(String)
    /// A token for the registry itself.
    case registryToken(String)
}

/// Runs a credential helper (`docker-credential-NAME get`) with the server's name on its standard input.
///
/// Helpers belong to the user and run outside of strata's namespaces, so whoever wires strata together says how. Throws
/// where the program can't be started.
package typealias CredentialHelper =
    @Sendable (_ program: String, _ arguments: [String], _ input: String) async throws -> CredentialHelperOutput

/// What a credential helper said.
package struct CredentialHelperOutput: Sendable, Hashable {
    /// How it ended.
    package var exitCode: Int32
    /// What it wrote to standard output: JSON, or why it failed.
    package var output: [UInt8]

    /// Makes an output.
    package init(exitCode: Int32, output: [UInt8]) {
        self.exitCode = exitCode
        self.output = output
    }
}
