import Diagnostics
import LinuxSandbox
import SystemPackage
import TOMLKit

/// The `[cdi]` table of config.toml, with buildkitd.toml's own keys.
struct DeviceConfiguration {
    /// Whether no step gets any device.
    var isDisabled = false
    /// The folders of the specifications, the last of which counts most.
    var folders = DeviceSpecifications.usualFolders
    /// Devices and kinds of devices that need no `--allow`.
    var allowed: [String] = []

    /// What steps get by default.
    init() {}

    /// Reads the table.
    init(_ value: (any TOMLValueConvertible)?, _ file: SourceFile) throws(Diagnostic) {
        guard let value else { return }
        guard let table = value.table else { throw Configuration.fault(file, line: nil, "cdi is no table") }
        let known = ["disabled", "specDirs", "autoAllowed"]
        for key in table.keys where !known.contains(key) {
            var unknown = Configuration.fault(
                file, line: Configuration.line(of: key, in: file), "cdi has no key \(key)")
            unknown.remedy =
                NearestName.suggestion(for: key, among: known).map { "did you mean \($0)?" }
                ?? "the keys are \(known.joined(separator: ", "))"
            throw unknown
        }
        isDisabled = try Configuration.flag(table["disabled"], "disabled", file) ?? false
        if table["specDirs"] != nil {
            folders = try Configuration.strings(table["specDirs"], "specDirs", file).map { FilePath($0) }
        }
        allowed = try Configuration.strings(table["autoAllowed"], "autoAllowed", file)
    }

    /// Reads the specifications.
    func specifications() -> DeviceSpecifications {
        isDisabled ? DeviceSpecifications() : DeviceSpecifications(folders: folders)
    }
}
