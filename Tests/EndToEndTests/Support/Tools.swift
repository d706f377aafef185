import Foundation
import Testing

/// The programs beside strata that these tests run.
enum Tools {
    struct Failed: Error, CustomStringConvertible {
        var arguments: [String]
        var finished: Finished

        var description: String { "\(arguments.joined(separator: " ")): \(finished.code)\n\(finished.errorText)" }
    }

    /// PATH with the folders that an ordinary user's may lack.
    static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// Whether all these programs are installed.
    static func has(_ names: String...) -> Bool {
        names.allSatisfy { find($0) != nil }
    }

    /// A program's path.
    static func find(_ name: String) -> String? {
        path.split(separator: ":").map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a program that must succeed.
    @discardableResult
    static func run(
        _ arguments: String..., in directory: URL? = nil, environment: [String: String] = [:], input: Data = Data()
    ) throws -> Finished {
        var variables = ["PATH": path, "HOME": NSHomeDirectory(), "LC_ALL": "C.UTF-8"]
        variables.merge(environment) { _, new in new }
        let program = try Program(
            arguments, environment: variables, directory: directory ?? URL(fileURLWithPath: "/"), input: input)
        let finished = try program.finish()
        guard finished.code == 0 else { throw Failed(arguments: arguments, finished: finished) }
        return finished
    }
}
