import ArgumentParser
import Diagnostics
import Foundation
import Glibc
import LinuxSystem
import Reports

// Whoever reads our output may go away; that is an error of a write and no reason to die without a word.
signal(SIGPIPE, SIG_IGN)

StandardStreams.occupy()

func run(_ command: some AsyncParsableCommand) async throws {
    var command = command
    try await command.run()
}

do {
    let arguments = try FlagGrammar.normalize(Array(CommandLine.arguments.dropFirst()))
    try UsageErrors.checkCommand(arguments)
    var command = try Strata.parseAsRoot(arguments)
    // Namespaces and the keeper come before the first thread, and threads come with the first await.
    if let command = command as? any NamespacedCommand, command.needsNamespaces { try Processes.begin() }
    if let asynchronous = command as? any AsyncParsableCommand {
        try await run(asynchronous)
    } else {
        try command.run()
    }
    try StandardStreams.flush()
} catch let error as Diagnostic where StandardStreams.isReaderGone(error) {
    exit(1)
} catch let error as any DiagnosticConvertible {
    // Messages quote what they are about, as the lines of a stream from elsewhere.
    FileHandle.standardError.write(Data("ERROR: \(PlainText.lines(error.diagnostic.rendered()))\n".utf8))
    exit(UsageErrors.code(of: error.diagnostic))
} catch {
    guard let (text, code) = UsageErrors.ending(of: error, arguments: CommandLine.arguments) else {
        Strata.exit(withError: error)
    }
    FileHandle.standardError.write(Data("ERROR: \(PlainText.lines(text))\n".utf8))
    exit(code)
}
