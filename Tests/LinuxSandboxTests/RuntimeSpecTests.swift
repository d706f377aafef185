import BuildGraph
import EnginePorts
import LinuxSystem
import SystemPackage
import Testing

@testable import LinuxSandbox

@Suite struct RuntimeSpecTests {
    private func text(_ change: (inout SandboxCommand) -> Void, isRootless: Bool = false) -> String {
        var command = SandboxCommand(root: "/layers/root", arguments: ["/bin/sh", "-c", "echo \"\u{1}\""])
        change(&command)
        let host = SandboxHost(bounding: Capabilities.defaults + ["CAP_SYS_ADMIN"], isRootless: isRootless)
        let spec = RuntimeSpec(command: command, runtime: .crun, host: host, mounts: [], seccomp: "AAAA")
        return String(decoding: spec.document.encoded, as: UTF8.self)
    }

    @Test func aStepIsConfined() {
        let text = text { $0.environment = [EnvironmentVariable("A", "b\\c")] }
        #expect(text.contains(#""args":["/bin/sh","-c","echo \"\u0001\""],"env":["A=b\\c"],"cwd":"/""#))
        #expect(text.contains(#""annotations":{"run.oci.seccomp_bpf_data":"AAAA"}"#))
        #expect(text.contains(#""namespaces":[{"type":"pid"},{"type":"ipc"},{"type":"uts"},{"type":"mount"}]"#))
        #expect(!text.contains("CAP_SYS_ADMIN"))
        #expect(text.contains(#""maskedPaths":["/proc/acpi""#))
    }

    @Test func withoutNetworkThereIsANamespaceForIt() {
        let text = text { $0.network = .none }
        #expect(text.contains(#"{"type":"network"}"#))
        #expect(text.contains(#""type":"sysfs""#))
    }

    @Test func anInsecureStepHasEveryRightThatStrataHas() {
        let text = text { $0.security = .insecure }
        #expect(text.contains("CAP_SYS_ADMIN"))
        #expect(!text.contains("seccomp"))
        #expect(!text.contains("maskedPaths"))
        #expect(text.contains(#"{"path":"/dev/kvm","type":"c","major":10,"minor":232}"#))
        #expect(!text.contains("rnodev"))
    }

    @Test func anInsecureStepKeepsItsRightsAsAnotherUser() {
        let text = text {
            $0.security = .insecure
            $0.user = ResolvedUser(uid: 1000, gid: 1000, groups: [])
        }
        #expect(text.contains(#""ambient":["CAP_CHOWN""#))
    }

    @Test func nothingOnTheRootOpensAsADevice() {
        #expect(
            text({ _ in }).contains(
                #""mounts":[{"destination":"/.","type":"","source":"none","options":["rnodev"]}"#))
    }

    @Test func limitsByCgroupAreTheRuntimesAffair() {
        let text = text {
            $0.cgroup.parent = "/a/b/"
            $0.cgroup.memory = 1024
            $0.cgroup.memoryAndSwap = -1
            $0.cgroup.cpus = "0-1"
        }
        #expect(text.contains(#""cgroupsPath":"/a/b/strata/""#))
        #expect(text.contains(#""resources":{"memory":{"limit":1024,"swap":-1},"cpu":{"cpus":"0-1"}}"#))
    }

    @Test func idsOutsideOfTheNamespaceAreRefused() {
        var host = SandboxHost(bounding: [], isRootless: true)
        host.users = IDRanges(map: Array("         0       1002          1\n         1 2100000000      65536\n".utf8))
        host.groups = IDRanges(map: Array("0 1002 1\n".utf8))
        var command = SandboxCommand(root: "/", arguments: [])
        #expect(throws: Never.self) { try host.check(command) }
        command.user = ResolvedUser(uid: 70_000, gid: 0, groups: [])
        #expect(throws: SandboxError.unmappedID(70_000, isGroup: false, count: 65_537)) { try host.check(command) }
        command.user = ResolvedUser(uid: 5, gid: 0, groups: [0, 7])
        #expect(throws: SandboxError.unmappedID(7, isGroup: true, count: 1)) { try host.check(command) }
        command.user = ResolvedUser(uid: 0, gid: 0, groups: [])
        let owner = FileOwner(uid: 65_537, gid: 0)
        command.mounts = [SandboxMount(target: "/x", source: .agent("/y", mode: 0o600, owner: owner))]
        #expect(throws: SandboxError.unmappedID(65_537, isGroup: false, count: 65_537)) { try host.check(command) }
    }

    @Test func limitsAreGivenWithoutSigns() {
        let text = text { $0.limits = [ResourceLimit(name: "nofile", soft: 10, hard: -1)] }
        #expect(text.contains(#"{"type":"RLIMIT_NOFILE","hard":18446744073709551615,"soft":10}"#))
    }

    @Test func anOrdinaryUserSeesTheMachinesTreeWithoutCgroups() {
        let text = text({ _ in }, isRootless: true)
        #expect(text.contains(#""destination":"/sys","type":"bind","source":"/sys","options":["rbind","rro""#))
        #expect(text.contains(#""destination":"/sys/fs/cgroup","type":"tmpfs""#))
    }

    @Test(arguments: [
        (
            log: "executable file `x` not found in $PATH: No such file or directory\n",
            error: SandboxError.commandNotFound(
                "x",
                message: "executable file `x` not found in $PATH: No such file or directory")
        ),
        (
            #"time="2026" level=error msg="exec: \"x\": executable file not found in $PATH""#,
            .commandNotFound("x", message: #"exec: "x": executable file not found in $PATH"#)
        ),
        (
            "crun: mount `proc` to `/proc`: Operation not permitted",
            .runtimeFailed("mount `proc` to `/proc`: Operation not permitted")
        ),
    ])
    func aRuntimesLogTellsWhyNothingRan(log: String, error: SandboxError) {
        #expect(RuntimeFailure(log: log, program: "x")?.error == error)
    }

    @Test func warningsAreNoFailure() {
        #expect(RuntimeFailure(log: "time=\"2026\" level=warning msg=\"slow\"\n", program: "x") == nil)
        #expect(RuntimeFailure(log: "", program: "x") == nil)
    }
}
