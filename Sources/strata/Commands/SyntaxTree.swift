import ArgumentParser
import Diagnostics
import DockerfileSyntax
import SystemPackage

/// `strata ast`: prints a Dockerfile's syntax tree.
struct SyntaxTree: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ast", abstract: "Print a Dockerfile's syntax tree in the form of BuildKit's parser.")

    @Argument(help: ArgumentHelp("The Dockerfile; - for standard input.", valueName: "file"))
    var file: String

    func run() throws {
        let bytes: [UInt8]
        if file == "-" {
            bytes = try HostFile.bytes(of: .standardInput)
        } else if let contents = HostFile.read(file) {
            bytes = contents
        } else {
            throw Diagnostic(
                code: "dockerfile.unreadable", message: "\(file) can't be read", remedy: "check that the file exists")
        }
        do {
            print(try DockerfileSyntax.SyntaxTree.parse(SourceFile(name: file, bytes: bytes)).description)
        } catch {
            throw error.diagnostic
        }
    }
}
