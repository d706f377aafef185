import BuildGraph
import BuildPlanner
import BuildRecords
import Diagnostics
import EnginePorts
import LinuxSandbox
import OCIFormat
import RegistryClient
import Reports

/// All that one `strata build` was asked for, read and checked.
struct BuildRequest {
    /// Which of its looks the progress has.
    enum Progress: String, CaseIterable { case auto, tui, plain, linear, rawjson, quiet, none }

    var context: String
    var dockerfile: String?
    var target: String?
    var platforms: [Platform] = []
    var arguments: [EnvironmentVariable] = []
    var labels: [(name: String, value: String)] = []
    var noCache = false
    var noCacheStages: [String] = []
    var contexts: [ContextOption] = []
    var secrets: BuildSecrets
    var outputs: [OutputOption] = []
    /// Notes for every image that is made.
    var annotations = ImageAnnotations()
    /// Whether the image goes into the store whatever else is made (`--load`).
    var loads = false
    var tags: [ImageReference] = []
    var pulls = false
    var jobs: Int
    var network = RunOperation.Network.default
    var entitlements = Entitlements()
    var agents: [SSHOption] = []
    var devices = DeviceSpecifications()
    var cgroup = CgroupLimits()
    var extraHosts: [HostEntry] = []
    var sharedMemorySize: Int64?
    var limits: [ResourceLimit] = []
    var progress = Progress.auto
    var isGrouped = false
    var summary: SummaryOption?
    var cutsOffEarly = true
    var identifierFile: String?
    var metadataFile: String?
    /// What is told before the build begins.
    var notices: [Diagnostic] = []
    var command: [String]
    var environment: [String: String]
    var configuration: Configuration
    var screen: ScreenSettings
}

extension BuildRequest {
    /// The build context as it is shown and kept: without credentials in its address.
    var shownContext: String { AddressText.withoutCredentials(context) }
}

/// A `--summary md|json[=FILE]`.
struct SummaryOption {
    /// The forms of a summary.
    enum Form: String, CaseIterable { case md, json }

    var form: Form
    /// The file; nil for standard error.
    var file: String?

    /// Reads the flag's value.
    init(_ text: String) throws(Diagnostic) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard let form = Form(rawValue: parts.first ?? "") else {
            throw Diagnostic(
                code: "usage.option", message: "--summary \(text): there is no such form",
                remedy: "use md, json, md=FILE or json=FILE")
        }
        self.form = form
        file = parts.count > 1 ? parts[1] : nil
    }
}
