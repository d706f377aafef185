import CSeccomp
import LinuxSystem
import SystemPackage

/// The filter of a step's system calls as the kernel's program, and the same rules as JSON.
enum SeccompFilter {
    /// Changed whenever the rules change, so that a kept filter of older rules is not used.
    static let version = 1

    /// `personality` may be asked for and set to what emulators and installers of packages need.
    static let personalities: [UInt64] = [0, 8, 0x20000, 0x20008, 0xFFFF_FFFF]
    /// The flags of `clone` that make namespaces.
    static let namespaceFlags: UInt64 = 0x7E02_0000
    /// Address families that `socket` refuses: AF_ALG and AF_VSOCK.
    static let refusedFamilies: [UInt64] = [38, 40]
    /// What a call that is not allowed answers: EPERM.
    static let refusal: UInt32 = 1
    /// What a call that programs can do without answers: ENOSYS.
    static let missing: UInt32 = 38

    private static let ownRuleCalls: Set<String> = ["socket", "personality", "clone", "clone3"]

    /// Compiles the rules with libseccomp; nil where that fails, for instance without a native architecture.
    static func compiled() -> [UInt8]? {
        guard let filter = seccomp_init(strata_seccomp_fail(refusal)) else { return nil }
        defer { seccomp_release(filter) }
        var isWhole = addRules(filter)
        addRecentCalls(filter)
        for architecture in otherArchitectures {
            isWhole = merge(architecture, into: filter) && isWhole
        }
        // A binary tree of numbers; where an old library has none the filter is merely slower.
        _ = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2)
        return isWhole ? program(of: filter) : nil
    }

    private static var otherArchitectures: [UInt32] {
        #if arch(x86_64)
            [strata_seccomp_x86, strata_seccomp_x32]
        #elseif arch(arm64)
            [strata_seccomp_arm]
        #else
            []
        #endif
    }

    private static func merge(_ architecture: UInt32, into filter: scmp_filter_ctx) -> Bool {
        guard let part = seccomp_init(strata_seccomp_fail(refusal)) else { return false }
        guard seccomp_arch_remove(part, 0) == 0,
            seccomp_arch_add(part, architecture) == 0
        else { return abandon(part) }
        _ = addRules(part)
        return seccomp_merge(filter, part) == 0 || abandon(part)
    }

    private static func abandon(_ filter: scmp_filter_ctx) -> Bool {
        seccomp_release(filter)
        return false
    }

    static var allowedNames: [String] {
        #if arch(x86_64)
            SeccompCalls.common + SeccompCalls.x86
        #elseif arch(arm64)
            SeccompCalls.common + SeccompCalls.arm
        #else
            SeccompCalls.common
        #endif
    }

    /// Adds what the library knows by name; calls that an architecture does not have are passed over.
    private static func addRules(_ filter: scmp_filter_ctx) -> Bool {
        var isWhole = true
        for name in allowedNames where !ownRuleCalls.contains(name) {
            let number = seccomp_syscall_resolve_name(name)
            if number != unknownCall { isWhole = allow(filter, number, []) && isWhole }
        }
        let socket = seccomp_syscall_resolve_name("socket")
        isWhole = allow(filter, socket, [strata_seccomp_argument(0, SCMP_CMP_LT, 38, 0)]) && isWhole
        isWhole = allow(filter, socket, [strata_seccomp_argument(0, SCMP_CMP_EQ, 39, 0)]) && isWhole
        isWhole = allow(filter, socket, [strata_seccomp_argument(0, SCMP_CMP_GT, 40, 0)]) && isWhole
        let personality = seccomp_syscall_resolve_name("personality")
        for value in personalities {
            isWhole = allow(filter, personality, [strata_seccomp_argument(0, SCMP_CMP_EQ, value, 0)]) && isWhole
        }
        let threads = strata_seccomp_argument(0, SCMP_CMP_MASKED_EQ, namespaceFlags, 0)
        isWhole = allow(filter, seccomp_syscall_resolve_name("clone"), [threads]) && isWhole
        let clone3 = seccomp_syscall_resolve_name("clone3")
        return seccomp_rule_add_array(filter, strata_seccomp_fail(missing), clone3, 0, nil) == 0 && isWhole
    }

    private static let unknownCall: Int32 = -1

    private static func allow(_ filter: scmp_filter_ctx, _ number: Int32, _ arguments: [scmp_arg_cmp]) -> Bool {
        // On an architecture other than the native one a call may not be there, which is no failure.
        let result = seccomp_rule_add_array(filter, strata_seccomp_allow, number, UInt32(arguments.count), arguments)
        return result == 0 || [Errno(rawValue: 33), .badAddress, .fileExists].contains(Errno(rawValue: -result))
    }

    /// Adds calls by number that the library is too old to name; what is newer still is answered as missing, since
    /// programs fall back on that but not on a refusal.
    private static func addRecentCalls(_ filter: scmp_filter_ctx) {
        for (name, number) in SeccompCalls.recentNumbers where seccomp_syscall_resolve_name(name) == unknownCall {
            _ = allow(filter, number, [])
        }
        for number in Int32(467)...500 {
            _ = seccomp_rule_add_array(filter, strata_seccomp_fail(missing), number, 0, nil)
        }
    }

    private static func program(of filter: scmp_filter_ctx) -> [UInt8]? {
        do {
            let pipe = try makeMemoryFile("strata-seccomp", [], sealed: false)
            defer { pipe.closeQuietly() }
            guard seccomp_export_bpf(filter, pipe.rawValue) == 0 else { return nil }
            return try pipe.reopen(.readOnly).closingAfter { (file) throws(SystemError) in try file.readToEnd() }
        } catch {
            return nil
        }
    }
}
