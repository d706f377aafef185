import Diagnostics

/// What a Dockerfile may ask for beyond the usual, as `--allow` gives it.
struct Entitlements {
    /// `network.host`.
    var hasHostNetwork = false
    /// `security.insecure`.
    var hasInsecure = false
    /// `buildx.local.delete`, which lets an output remove what is in its folder.
    var hasLocalDelete = false
    /// `device`.
    var hasAllDevices = false
    /// `device=NAME`.
    var devices: [String] = []
    /// `device=NAME,alias=OTHER`: what OTHER stands for.
    var aliases: [String: String] = [:]

    /// Adds what a value of the flag allows.
    mutating func allow(_ text: String) throws(Diagnostic) {
        if text.isEmpty { return }
        let equals = text.firstIndex(of: "=")
        let name = equals.map { String(text[..<$0]) } ?? text
        let value = equals.map { String(text[text.index(after: $0)...]) }
        switch (name, value) {
        case ("network.host", nil): hasHostNetwork = true
        case ("security.insecure", nil): hasInsecure = true
        case ("buildx.local.delete", nil): hasLocalDelete = true
        case ("buildx.local.delete", _?): throw Self.fault("buildx.local.delete does not accept a value")
        case ("device", nil), ("device", ""): hasAllDevices = true
        case ("device", let value?): try allowDevice(value)
        default: throw Self.fault("unknown entitlement \(text)")
        }
    }

    private mutating func allowDevice(_ text: String) throws(Diagnostic) {
        let fields = try OptionFields.list(text, flag: "allow")
        var alias: String?
        for field in fields.dropFirst() {
            guard let equals = field.firstIndex(of: "=") else {
                throw Self.fault("invalid device config \"\(field)\"")
            }
            guard field[..<equals] == "alias" else {
                throw Self.fault("unknown device config key \"\(field[..<equals])\"")
            }
            alias = String(field[field.index(after: equals)...])
        }
        let device = fields.first ?? ""
        if let alias, !alias.isEmpty { aliases[alias] = device } else { devices.append(device) }
    }

    private static func fault(_ reason: String) -> Diagnostic {
        Diagnostic(
            code: "usage.allow", message: "--allow: \(reason)",
            remedy: "use network.host, security.insecure, device, device=NAME or buildx.local.delete, a flag each")
    }
}
