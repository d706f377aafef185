import CLinux
import SystemPackage

/// The user namespace of an ordinary user: they are root in it, and the ranges of /etc/subuid and /etc/subgid follow.
struct UserNamespace {
    var user: UInt32
    var group: UInt32

    /// Moves this process into a new user and mount namespace.
    ///
    /// The maps can only be written from outside, by programs with the right to do so, which the helper starts.
    func enter(mappedBy outside: HelperConnection, _ facts: NamespaceFacts) throws(ProcessSetupError) {
        let name = userName()
        let users = try ranges("/etc/subuid", name)
        let groups = try ranges("/etc/subgid", name)
        try facts.explaining { () throws(SystemError) in
            try perform("unshare(user, mounts)") { linux_unshare(linux_clone_user | linux_clone_mounts) }
        }
        let process = "\(linux_process_id())"
        try write(["newuidmap", process] + users.mapArguments(own: user), outside, facts)
        try write(["newgidmap", process] + groups.mapArguments(own: group), outside, facts)
    }

    private func ranges(_ file: String, _ name: String) throws(ProcessSetupError) -> SubordinateRanges {
        let text = String(decoding: readFileIfPossible(file) ?? [], as: UTF8.self)
        let ranges = SubordinateRanges(text: text, user: user, name: name)
        if ranges.ranges.isEmpty { throw .noSubordinateIDs(user: name, file: file) }
        return ranges
    }

    private func write(
        _ arguments: [String], _ outside: HelperConnection, _ facts: NamespaceFacts
    ) throws(ProcessSetupError) {
        let tool = arguments[0]
        do {
            let null = try openFile("/dev/null", .readWrite)
            defer { null.closeQuietly() }
            var launch = ProcessLaunch(arguments)
            launch.descriptors = [0: null, 1: null, 2: null]
            let end = try outside.runBlocking(launch)
            if end.code == 0 { return }
            if facts.appArmorRestriction == 1 { throw ProcessSetupError.restrictedByAppArmor }
            throw ProcessSetupError.mapToolFailed(tool, code: end.code ?? -1)
        } catch let error as ProcessSetupError {
            throw error
        } catch let error as ProcessError {
            throw setupError(error, tool)
        } catch let error as SystemError {
            throw .failed(error)
        } catch {
            throw .mapToolMissing(tool)
        }
    }

    private func setupError(_ error: ProcessError, _ tool: String) -> ProcessSetupError {
        switch error {
        case .programNotFound: .mapToolMissing(tool)
        case .startFailed(_, let errno): .failed(SystemError(call: "execve", errno: errno, path: tool))
        case .system(let error): .failed(error)
        case .helperGone: .failed(SystemError(call: "recv", errno: ECONNRESET, path: nil))
        }
    }

    private func userName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        linux_user_name(user, &buffer, buffer.count)
        let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return name.isEmpty ? "\(user)" : name
    }
}
