/// Why strata could not make the namespaces that its steps run in.
package enum ProcessSetupError: Error, Hashable, Sendable {
    /// The user has no line in /etc/subuid or /etc/subgid, which is named.
    case noSubordinateIDs(user: String, file: String)
    /// newuidmap or newgidmap is not installed.
    case mapToolMissing(String)
    /// newuidmap or newgidmap refused, with its exit code.
    case mapToolFailed(String, code: Int32)
    /// User namespaces are switched off by this sysctl, which has this value.
    case userNamespacesDisabled(sysctl: String, value: Int)
    /// AppArmor lets ordinary programs have no rights in user namespaces (Ubuntu since 23.10).
    case restrictedByAppArmor
    /// A container around strata (its seccomp rules or masked paths) refuses namespaces or mounts.
    case refusedByContainer(call: String)
    /// Root without the right to mount: CAP_SYS_ADMIN is missing.
    case missingPrivilege
    /// The kernel lacks what strata needs.
    case kernelTooOld(release: String, needed: String)
    /// Something else failed.
    case failed(SystemError)

    /// What went wrong, in a sentence without a full stop.
    package var summary: String {
        switch self {
        case .noSubordinateIDs(let user, let file): "user \(user) has no range of subordinate ids in \(file)"
        case .mapToolMissing(let tool): "\(tool) is not installed"
        case .mapToolFailed(let tool, let code): "\(tool) failed with exit code \(code)"
        case .userNamespacesDisabled(let sysctl, let value): "user namespaces are switched off (\(sysctl) is \(value))"
        case .restrictedByAppArmor: "AppArmor restricts user namespaces of ordinary users"
        case .refusedByContainer(let call): "the container that strata runs in does not allow \(call)"
        case .missingPrivilege: "root has no right to mount here (CAP_SYS_ADMIN is missing)"
        case .kernelTooOld(let release, let needed): "Linux \(release) is too old, \(needed) is needed"
        case .failed(let error): "namespaces could not be made: \(error)"
        }
    }

    /// The next thing to type or change; nil where there is no known one.
    package var remedy: String? {
        switch self {
        case .noSubordinateIDs(let user, let file):
            file.hasSuffix("subgid")
                ? "sudo usermod --add-subgids 100000-165535 \(user)"
                : "sudo usermod --add-subuids 100000-165535 \(user)"
        case .mapToolMissing: "sudo apt install uidmap"
        case .mapToolFailed(let tool, _):
            "compare /etc/\(tool == "newgidmap" ? "subgid" : "subuid") with `\(tool)`'s rules; "
                + "it must be setuid root or have file capabilities"
        case .userNamespacesDisabled(let sysctl, _):
            "sudo sysctl -w \(sysctl)=\(sysctl.hasSuffix("max_user_namespaces") ? "15000" : "1")"
        case .restrictedByAppArmor: "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
        case .refusedByContainer:
            "start the container with --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
                + "--security-opt systempaths=unconfined, or --privileged"
        case .missingPrivilege: "run as an ordinary user, or start the container with --cap-add SYS_ADMIN"
        case .kernelTooOld: "install a newer kernel"
        case .failed: nil
        }
    }
}
