import Foundation
import Glibc
import Testing

/// Whom strata runs as.
enum Builder: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// The user who runs the tests.
    case current
    /// A user without rights, with subordinate ids: made by the tests when they run as root.
    case ordinary

    /// Whether the tests run as root.
    static var isRoot: Bool { geteuid() == 0 }

    /// Both where the tests run as root, who can become an ordinary user; else the user who runs them.
    static var available: [Builder] {
        guard geteuid() == 0 else { return [.current] }
        guard (try? ordinaryUser.get()) != nil else {
            FileHandle.standardError.write(Data("no user strata-test could be made; its tests are left out\n".utf8))
            return [.current]
        }
        return [.current, .ordinary]
    }

    var testDescription: String {
        self == .ordinary ? "as an ordinary user" : geteuid() == 0 ? "as root" : "as the user who runs the tests"
    }

    /// The words before a command line that make it run as this user.
    func wrapper() throws -> [String] {
        guard self == .ordinary else { return [] }
        let user = try Self.ordinaryUser.get()
        return [
            Tools.find("setpriv") ?? "setpriv", "--reuid=\(user.id)", "--regid=\(user.group)", "--init-groups", "--",
        ]
    }

    /// The name for USER, LOGNAME and files.
    func name() throws -> String? {
        self == .ordinary ? Self.userName : nil
    }

    private static let userName = "strata-test"
    private static let ordinaryUser = Result { try makeUser() }

    private static func makeUser() throws -> (id: uid_t, group: gid_t) {
        if getpwnam(userName) == nil {
            try Tools.run("useradd", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/sh", userName)
        }
        for (file, flag) in [("/etc/subuid", "--add-subuids"), ("/etc/subgid", "--add-subgids")] {
            let ranges = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            guard !ranges.split(separator: "\n").contains(where: { $0.hasPrefix("\(userName):") }) else { continue }
            try Tools.run("usermod", flag, "2100000000-2100065535", userName)
        }
        guard let entry = getpwnam(userName) else { throw POSIXError(.ESRCH) }
        return (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }
}
