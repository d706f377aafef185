package import BuildRecords

/// What the file of an exported build tells first: which build it is, and what no event tells of it.
package struct BuildArchiveHeader: Sendable, Codable, Hashable {
    /// The format's name.
    package static let format = "strata-build"
    /// The version that is written; every older one can be read.
    package static let version = 1

    /// The format's name.
    package var format = Self.format
    /// The format's version.
    package var version = Self.version
    /// The build's identity.
    package var build: String
    /// The version of strata that made it, or the name of the program.
    package var maker: String
    /// The command line.
    package var command: [String]
    /// The commit of its context.
    package var revision: Revision?
    /// The program that it was imported from before it was exported.
    package var origin: String?

    /// Makes a header from what every build has.
    package init(build: String, maker: String, command: [String]) {
        self.build = build
        self.maker = maker
        self.command = command
    }
}
