package import EnginePorts

/// Finds users and groups by the files of a root filesystem, as USER and --chown name them.
///
/// It follows passwd(5) and group(5); lines that are malformed are passed over.
package struct UserLookup: Sendable {
    private struct User {
        var name: String
        var uid: UInt32
        var gid: UInt32
        var home: String
    }

    private struct Group {
        var name: String
        var gid: UInt32
        var members: [String]
    }

    private let users: [User]
    private let groups: [Group]

    /// Why a name could not be found.
    package enum Failure: Error, Sendable, Hashable {
        /// No such user in /etc/passwd.
        case unknownUser(String)
        /// No such group in /etc/group.
        case unknownGroup(String)
    }

    /// Reads the two files; either may be missing.
    package init(passwd: [UInt8]?, group: [UInt8]?) {
        users = Self.lines(passwd).compactMap { fields in
            guard fields.count >= 4, let uid = UInt32(fields[2]), let gid = UInt32(fields[3]) else { return nil }
            return User(name: fields[0], uid: uid, gid: gid, home: fields.count > 5 ? fields[5] : "/")
        }
        groups = Self.lines(group).compactMap { fields in
            guard fields.count >= 3, let gid = UInt32(fields[2]) else { return nil }
            let members = fields.count > 3 ? fields[3].split(separator: ",").map(String.init) : []
            return Group(name: fields[0], gid: gid, members: members)
        }
    }

    private static func lines(_ file: [UInt8]?) -> [[String]] {
        guard let file else { return [] }
        return String(decoding: file, as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The user that a command runs as.
    ///
    /// A number that /etc/passwd knows has that user's groups; an explicit group replaces all of them; an unknown
    /// number has group 0. The primary group is among the supplementary ones, as login(1) and BuildKit have it.
    package func user(_ text: String) throws(Failure) -> ResolvedUser {
        let (name, groupName) = Self.split(text)
        guard !name.isEmpty || groupName != nil else { return member(uid: 0, gid: 0, groups(of: "root")) }
        let known = try find(name.isEmpty ? "0" : name)
        guard let groupName else {
            guard let user = known.user else { return member(uid: known.uid, gid: 0, []) }
            return member(uid: user.uid, gid: user.gid, groups(of: user.name))
        }
        return member(uid: known.uid, gid: try gid(groupName), [])
    }

    private func member(uid: UInt32, gid: UInt32, _ others: [UInt32]) -> ResolvedUser {
        ResolvedUser(uid: uid, gid: gid, groups: [gid] + others.filter { $0 != gid })
    }

    /// The owner that `--chown` or a WORKDIR under USER names.
    ///
    /// A number without a group stands for both, whatever /etc/passwd says; a colon with nothing behind it means group 0.
    package func owner(_ text: String) throws(Failure) -> FileOwner {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var owner = FileOwner.root
        if let name = parts.first, !name.isEmpty {
            if let number = Self.number(name) {
                owner = FileOwner(uid: number, gid: number)
            } else {
                guard let user = users.first(where: { $0.name == name }) else { throw .unknownUser(name) }
                owner = FileOwner(uid: user.uid, gid: user.gid)
            }
        }
        guard parts.count > 1 else { return owner }
        if let number = parts[1].isEmpty ? 0 : Self.number(parts[1]) {
            owner.gid = number
        } else {
            owner.gid = try gid(parts[1])
        }
        return owner
    }

    /// A user or group that is given by number; `root` is one.
    private static func number(_ text: String) -> UInt32? {
        if text == "root" { return 0 }
        return text.utf8.allSatisfy { (48...57).contains($0) } ? UInt32(text) : nil
    }

    /// The home folder of a user; `/` where it is unknown.
    package func home(of uid: UInt32) -> String {
        let home = users.first { $0.uid == uid }?.home ?? "/"
        return home.isEmpty ? "/" : home
    }

    private func find(_ name: String) throws(Failure) -> (uid: UInt32, user: User?) {
        if let user = users.first(where: { $0.name == name }) { return (user.uid, user) }
        if let uid = UInt32(name) { return (uid, users.first { $0.uid == uid }) }
        if name == "root" { return (0, nil) }
        throw .unknownUser(name)
    }

    private func gid(_ name: String) throws(Failure) -> UInt32 {
        if let group = groups.first(where: { $0.name == name }) { return group.gid }
        if let gid = UInt32(name) { return gid }
        if name == "root" { return 0 }
        throw .unknownGroup(name)
    }

    private func groups(of name: String) -> [UInt32] {
        groups.filter { $0.members.contains(name) }.map(\.gid)
    }

    private static func split(_ text: String) -> (name: String, group: String?) {
        guard let colon = text.firstIndex(of: ":") else { return (text, nil) }
        let group = String(text[text.index(after: colon)...])
        return (String(text[..<colon]), group.isEmpty ? nil : group)
    }
}
