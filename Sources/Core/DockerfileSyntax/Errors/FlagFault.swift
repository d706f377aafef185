/// What is wrong with a flag of an instruction.
package enum FlagFault: Error, Hashable, Sendable {
    /// The instruction has no such flag.
    case unknown(String, suggestion: String?)
    /// The flag may stand once only.
    case duplicate(String)
    /// The flag needs `=value`.
    case missingValue(String)
    /// The flag takes true or false.
    case notBoolean(name: String, value: String)
    /// `--from` holds a variable.
    case expandedFrom(String)
    /// `--network` of RUN has another value than default, none and host.
    case invalidNetwork(String)
    /// `--security` of RUN has another value than sandbox and insecure.
    case invalidSecurity(String)
    /// A duration is none.
    case invalidDuration(name: String, value: String)
    /// A duration is above nothing and below a millisecond.
    case shortDuration(String)
    /// `--retries` is no number.
    case invalidRetries(String)
    /// `--retries` is below zero.
    case negativeRetries(String)
    /// `--exclude` is no valid pattern.
    case invalidPattern(String)
    /// `--device` has a key twice, an unknown one, or one without value.
    case invalidDevice(String, reason: String)
}

extension FlagFault {
    var message: String {
        switch self {
        case .unknown(let name, let suggestion):
            "unknown flag: --\(name)" + (suggestion.map { " (did you mean \($0)?)" } ?? "")
        case .duplicate(let name): "duplicate flag specified: --\(name)"
        case .missingValue(let name): "missing a value on flag: --\(name)"
        case .notBoolean(let name, let value): "expecting boolean value for flag --\(name), not: \(value)"
        case .expandedFrom: "variable expansion is not supported for --from"
        case .invalidNetwork(let mode): "invalid network mode \(mode.goQuoted)"
        case .invalidSecurity(let mode): "security \(mode.goQuoted) is not valid"
        case .invalidDuration(let name, let value):
            "invalid duration \(value.goQuoted) of --\(name)" + (value.last?.isNumber == true ? ": missing unit" : "")
        case .shortDuration(let name): "Interval \(name.goQuoted) cannot be less than 1ms"
        case .invalidRetries(let value): "invalid number \(value.goQuoted) of --retries"
        case .negativeRetries(let value): "--retries cannot be negative (\(value))"
        case .invalidPattern(let pattern): "invalid pattern \(pattern.goQuoted)"
        case .invalidDevice(_, let reason): reason
        }
    }

    var remedy: String {
        switch self {
        case .unknown(_, let suggestion):
            suggestion.map { "write --\($0)" } ?? "remove it, or put -- before arguments that begin with dashes"
        case .duplicate(let name): "keep one --\(name)"
        case .missingValue(let name): "write --\(name)=value"
        case .notBoolean(let name, _): "write --\(name), --\(name)=true or --\(name)=false"
        case .expandedFrom(let value): "define a stage with FROM \(value) AS name above, and copy from that"
        case .invalidNetwork: "use default, none or host"
        case .invalidSecurity: "use sandbox or insecure"
        case .invalidDuration, .shortDuration: "write a number with its unit, as 30s, 1m30s or 500ms"
        case .invalidRetries, .negativeRetries: "write a whole number, as --retries=3"
        case .invalidPattern: "close every [ and put no backslash at the end"
        case .invalidDevice: "write --device=vendor.com/class=name or --device=name=…,required"
        }
    }

    var code: String {
        switch self {
        case .unknown: "dockerfile.unknown-flag"
        case .duplicate: "dockerfile.duplicate-flag"
        case .expandedFrom: "dockerfile.variable-in-from"
        default: "dockerfile.bad-flag"
        }
    }
}
