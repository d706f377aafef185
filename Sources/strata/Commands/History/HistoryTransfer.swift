import ArgumentParser
import BuildDatabase
import BuildRecords
import Diagnostics
import EnginePorts
import Foundation
import Glibc
import Reports
import SystemPackage

extension History {
    /// `strata history export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a build as one file, for another machine or a browser.",
            discussion: """
                The file holds the build's events, the output of its steps, what their keys were made of, and the \
                Dockerfile; never a secret. strata view shows it, strata history import takes it in, and strata \
                history compare compares it. With --html it is a page that needs nothing but a browser.
                """)

        @OptionGroup var store: StoreFlags
        @Argument(help: "The build; with --html also the file of an exported one.")
        var build: String?
        @Option(name: .shortAndLong, help: "The file; - for standard output.")
        var output: String?
        @Flag(help: "Write a page for a browser.")
        var html = false

        func run() async throws {
            let library = try BuildLibrary(StorePaths(flag: store.root).openDatabase())
            guard let target = output ?? (isatty(STDOUT_FILENO) == 1 ? nil : "-") else {
                throw Diagnostic(
                    code: "usage.output", message: "history export writes a file that is not for a terminal",
                    remedy: "name one: -o \(html ? "build.html" : "build.strata")")
            }
            if target == "-" {
                return try await StandardStreams.writing(to: "standard output") {
                    try await write(library, to: .standardOutput)
                }
            }
            try await PendingFile.write(target) { file in
                try await StandardStreams.writing(to: target) { try await write(library, to: file) }
            }
        }

        private func write(_ library: BuildLibrary, to file: FileDescriptor) async throws {
            if html {
                let (record, outputs) = try await library.page(build)
                _ = try file.writeAll(Array(BuildPage(record, outputs: outputs).html().utf8))
            } else {
                try await BuildArchiveWriter.write(try await library.build(build), of: library.database, to: file)
            }
        }
    }

    /// `strata history import`.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take builds from files into the history.",
            discussion: """
                A file is what strata history export or docker buildx history export wrote; it may hold several builds. \
                A build that is there already is passed over.
                """)

        @OptionGroup var store: StoreFlags
        @Argument(help: "The files; - for standard input.")
        var files: [String] = ["-"]

        func run() async throws {
            let database = try StorePaths(flag: store.root).openDatabase()
            let session = try StoreSession(in: database)
            for file in files {
                let input: RecordedInput
                if file == "-" {
                    input = RecordedInput(name: "standard input", descriptor: .standardInput)
                } else {
                    input = try RecordedInput.open(file)
                }
                var taken = BuildImport.Taken()
                do {
                    try BuildImport.read(input, into: database, session: session, &taken)
                    for recorder in taken.recorders {
                        if let failure = await recorder.finish() { throw failure }
                    }
                } catch {
                    await takeBack(taken, database, session)
                    throw error
                }
                for (build, isKnown) in taken.builds { try await tell(build, isKnown: isKnown, database) }
            }
            try await session.end()
        }

        /// Removes what came of a file that could not be read whole: the whole one would be taken for known.
        private func takeBack(_ taken: BuildImport.Taken, _ database: StoreDatabase, _ session: StoreSession) async {
            for recorder in taken.recorders { _ = await recorder.finish() }
            // That the file is bad is told in any case, and builds that can't be removed either are seen in the list.
            try? await session.end()
            _ = try? await database.removeBuilds(taken.builds.filter { !$0.isKnown }.map(\.id))
        }

        private func tell(_ id: String, isKnown: Bool, _ database: StoreDatabase) async throws {
            guard let build = try await database.builds(named: .identity(id)).first else { return }
            print("#\(build.number) \(id)\(isKnown ? " was there already" : "")")
        }
    }
}
