import ArgumentParser
import Diagnostics

/// Flags of the builder before BuildKit, which Docker hides: they change nothing there and nothing here.
///
/// What they asked for is told where the result is another one than they say.
struct BuildLegacyFlags: ParsableArguments {
    @Flag(help: .private)
    var compress = false
    @Flag(name: .customLong("rm"), help: .private)
    var removesContainers = false
    @Flag(name: .customLong("force-rm"), help: .private)
    var removesContainersAlways = false
    @Flag(help: .private)
    var squash = false
    @Option(help: .private)
    var isolation: String?
    @Option(name: .customLong("security-opt"), help: .private)
    var securityOptions: [String] = []

    /// What is told of them.
    var notices: [Diagnostic] {
        var notices: [Diagnostic] = []
        if squash {
            notices.append(
                Self.notice(
                    "--squash does nothing: every step's layer stays one",
                    "put what belongs together into a stage, and COPY --from=STAGE the result of it"))
        }
        if let isolation {
            notices.append(Self.notice("--isolation \(isolation) does nothing: steps run in containers", nil))
        }
        if let option = securityOptions.first {
            notices.append(
                Self.notice(
                    "--security-opt \(option) does nothing", "write RUN --security=insecure, and allow it with --allow")
            )
        }
        return notices
    }

    private static func notice(_ message: String, _ remedy: String?) -> Diagnostic {
        Diagnostic(.warning, code: "usage.legacy", message: message, remedy: remedy)
    }
}
