import SystemPackage

/// What decides why namespaces were refused; read from /proc.
struct NamespaceFacts: Hashable, Sendable {
    var isRoot = false
    var maxUserNamespaces: Int?
    var unprivilegedClone: Int?
    var appArmorRestriction: Int?
    var hasSeccompFilter = false
    var release = ""

    /// Reads them from this machine.
    static func current(isRoot: Bool) -> NamespaceFacts {
        func number(_ path: String) -> Int? {
            readFileIfPossible(path).flatMap { Int(String(decoding: $0.filter { $0 != 0x0A }, as: UTF8.self)) }
        }
        let status = String(decoding: readFileIfPossible("/proc/self/status") ?? [], as: UTF8.self)
        return NamespaceFacts(
            isRoot: isRoot, maxUserNamespaces: number("/proc/sys/user/max_user_namespaces"),
            unprivilegedClone: number("/proc/sys/kernel/unprivileged_userns_clone"),
            appArmorRestriction: number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
            hasSeccompFilter: status.contains("Seccomp:\t2"), release: KernelFeatures.release)
    }

    /// Why a call failed, given these facts.
    func cause(of error: SystemError) -> ProcessSetupError {
        let isRefusal = error.code == .notPermitted || error.code == .permissionDenied
        if error.code == .noFunction || error.code == .invalidArgument && error.call.hasPrefix("unshare") {
            return .kernelTooOld(release: release, needed: NamespaceFacts.oldestKernel)
        }
        if isRoot { return isRefusal ? .missingPrivilege : .failed(error) }
        if let value = maxUserNamespaces, value == 0, error.code == .noSpace || isRefusal {
            return .userNamespacesDisabled(sysctl: "user.max_user_namespaces", value: value)
        }
        guard isRefusal else { return .failed(error) }
        if let value = unprivilegedClone, value == 0 {
            return .userNamespacesDisabled(sysctl: "kernel.unprivileged_userns_clone", value: value)
        }
        if appArmorRestriction == 1 { return .restrictedByAppArmor }
        if hasSeccompFilter || error.call.hasPrefix("mount(proc)") { return .refusedByContainer(call: error.call) }
        return .failed(error)
    }

    /// Overlay mounts with user attributes, `volatile` and mount_setattr(2) are all there since this one.
    static let oldestKernel = "5.12"
}

extension NamespaceFacts {
    /// Runs a closure and says by these facts why it failed.
    @discardableResult
    func explaining<Result>(
        _ body: () throws(SystemError) -> Result
    ) throws(ProcessSetupError) -> Result {
        do {
            return try body()
        } catch {
            throw cause(of: error)
        }
    }
}
