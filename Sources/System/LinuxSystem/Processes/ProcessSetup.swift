import CLinux
import SystemPackage

/// The processes and namespaces that strata runs in, made before its first thread.
///
/// The processes are: one outside helper in the user's own namespaces; strata itself in a mount namespace of its own and,
/// for an ordinary user, a user namespace; and the keeper, first process of a pid namespace, below which all steps run.
/// Whatever strata mounts is seen by the keeper too; both mounts and processes end with strata, however it ends.
package struct ProcessSetup: Sendable {
    /// Runs what belongs to the user, outside all namespaces.
    package let outside: OutsideProcesses
    /// Starts the processes of steps.
    package let keeper: ProcessHelper
    /// Whether strata runs in a user namespace of its own making.
    package let isRootless: Bool
    /// The user's id outside.
    package let user: UInt32

    /// Makes processes and namespaces; to be called once, before anything is awaited and any thread is made.
    ///
    /// The working directory, standard streams and credentials towards files stay as they are.
    package static func begin() throws(ProcessSetupError) -> ProcessSetup {
        let user = linux_effective_user()
        let facts = NamespaceFacts.current(isRoot: user == 0)
        guard KernelFeatures.isAtLeast(5, 12) else {
            throw .kernelTooOld(release: facts.release, needed: NamespaceFacts.oldestKernel)
        }
        let outside = HelperConnection(
            socket: try facts.explaining { () throws(SystemError) in
                try startHelper("fork") { strata_start_outside() }
            })
        if user == 0 {
            try facts.explaining { () throws(SystemError) in
                try perform("unshare(mounts)") { linux_unshare(linux_clone_mounts) }
            }
        } else {
            try UserNamespace(user: user, group: linux_effective_group()).enter(mappedBy: outside, facts)
        }
        let keeper = try facts.explaining { () throws(SystemError) in
            try ownMounts()
            return HelperConnection(socket: try startKeeper())
        }
        return ProcessSetup(
            outside: OutsideProcesses(ProcessHelper(outside)), keeper: ProcessHelper(keeper), isRootless: user != 0,
            user: user)
    }

    /// Cuts this mount namespace off from the one that it was copied from, and lets the keeper's follow it.
    private static func ownMounts() throws(SystemError) {
        try Mounts.setPropagation(.isolated, of: "/")
        try Mounts.setPropagation(.shared, of: "/")
        try hideHybridControllers()
    }

    /// On a hybrid cgroup tree crun would take the unified part for usable; without controllers it leaves it alone.
    private static func hideHybridControllers() throws(SystemError) {
        let controllers = "/sys/fs/cgroup/unified/cgroup.controllers"
        guard try FileDescriptor.workingDirectory.statusIfPresent(at: controllers) != nil else { return }
        try openFile("/dev/null", .path).closingAfter { (null) throws(SystemError) in
            try Mounts.bind(null, at: controllers)
        }
    }

    private static func startHelper(
        _ call: StaticString, _ body: () -> Int32
    ) throws(SystemError) -> FileDescriptor {
        FileDescriptor(rawValue: Int32(try perform(call) { Int(body()) }))
    }

    private static func startKeeper() throws(SystemError) -> FileDescriptor {
        let socket = try startHelper("clone(pid namespace)") { strata_start_keeper() }
        guard let ready = HelperConnection(socket: socket).receive() else {
            throw SystemError(call: "clone(pid namespace)", errno: ECHILD, path: nil)
        }
        if ready.error == 0 { return socket }
        let call =
            switch ready.status {
            case Int32(strata_keeper_unshare.rawValue): "unshare(mounts)"
            case Int32(strata_keeper_propagation.rawValue): "mount(propagation)"
            default: "mount(proc)"
            }
        throw SystemError(call: call, errno: ready.error, path: nil)
    }
}
