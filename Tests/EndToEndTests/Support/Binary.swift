import Foundation

/// The strata program that was built beside these tests.
///
/// It is copied, with the libraries that it needs, to a folder that every user of the machine may read.
enum Binary {
    struct NotBuilt: Error, CustomStringConvertible {
        var looked: [String]

        var description: String { "there is no strata at \(looked.joined(separator: " or ")); build it first" }
    }

    private struct Copy {
        var program: String
        var libraries: String
    }

    private static let copied = Result { try copy() }

    /// The program's path and the value of LD_LIBRARY_PATH.
    static func locate() throws -> (program: String, libraries: String) {
        let copy = try copied.get()
        return (copy.program, copy.libraries)
    }

    private static func find() throws -> URL {
        if let named = ProcessInfo.processInfo.environment["STRATA_BINARY"] { return URL(fileURLWithPath: named) }
        let running = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let places =
            [running.path, CommandLine.arguments[0]] + CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
        let candidates = places.map {
            URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("strata")
        }
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
            throw NotBuilt(looked: candidates.map(\.path))
        }
        return found
    }

    private static func copy() throws -> Copy {
        let folder = try Scratch.folder("program")
        let program = folder.appendingPathComponent("strata")
        let source = try find()
        try Tools.run("cp", "--reflink=auto", source.resolvingSymlinksInPath().path, program.path)
        for line in try Tools.run("ldd", source.path).lines {
            guard let arrow = line.range(of: " => /") else { continue }
            let path = "/" + line[arrow.upperBound...].prefix { $0 != " " }
            // The system's own libraries are readable for all.
            guard !path.hasPrefix("/lib/"), !path.hasPrefix("/usr/lib/") else { continue }
            try Tools.run("cp", "--reflink=auto", "--dereference", path, folder.path)
        }
        try Tools.run("chmod", "-R", "a+rX", folder.path)
        return Copy(program: program.path, libraries: folder.path)
    }
}
