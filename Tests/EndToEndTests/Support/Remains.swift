import Foundation
import Glibc
import Testing

/// What a build that was ended could leave behind: processes and mounts.
enum Remains {
    /// A number for `sleep` that no other process has among its arguments.
    static func marker() -> String {
        "3600.\(UInt64.random(in: 1_000_000_000...9_999_999_999))"
    }

    /// Nothing of strata's work is left but the store.
    static func expectNothing(
        of marker: String, in space: TestSpace, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(try allEnded(marker), sourceLocation: sourceLocation)
        #expect(try mounts(below: space.folder) == [], sourceLocation: sourceLocation)
    }

    /// The processes that have a text among their arguments.
    private static func processes(with marker: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
            guard Int(name) != nil, let words = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
                return false
            }
            return words.range(of: Data(marker.utf8)) != nil
        }
    }

    /// Whether no process with the marker is left; the kernel may need an instant to end those of a killed one.
    private static func allEnded(_ marker: String) throws -> Bool {
        for _ in 0..<500 {
            if try processes(with: marker).isEmpty { return true }
            poll(nil, 0, 10)
        }
        return false
    }

    /// Whether no process of a group is left.
    static func allEnded(group: pid_t) -> Bool {
        for _ in 0..<2000 {
            if kill(-group, 0) != 0 { return true }
            poll(nil, 0, 10)
        }
        return false
    }

    /// The mounts of this process below a folder.
    static func mounts(below folder: URL) throws -> [Substring] {
        try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8).split(separator: "\n")
            .filter { $0.contains(folder.path) }
    }
}
