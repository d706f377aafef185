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
