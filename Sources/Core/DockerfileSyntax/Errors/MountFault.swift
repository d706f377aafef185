/// What is wrong with a `--mount` of RUN.
package enum MountFault: Error, Hashable, Sendable {
    /// The value is no list of comma-separated fields.
    case malformedList(String)
    /// No mount has this type.
    case unknownType(String, suggestion: String?)
    /// No mount has this option.
    case unknownKey(String, field: String, suggestion: String?)
    /// The option does not belong to this type of mount.
    case unexpectedKey(String, type: MountType)
    /// The option needs a value.
    case missingValue(String)
    /// The option's value is none that it takes.
    case invalidValue(key: String, value: String)
    /// The sharing mode is none of shared, private and locked.
    case unknownSharing(String, suggestion: String?)
    /// mode, uid or gid at a mount that makes no file of its own.
    case noFileOptions(key: String, type: MountType)
    /// sharing at a mount that is no cache.
    case sharingOutsideCache(MountType)
    /// A secret mount with from or sharing.
    case secretWith(String)
    /// A secret mount without id, source or target.
    case unnamedSecret
    /// A secret mount with both id and source.
    case secretNamedTwice
    /// `from` holds a variable.
    case expandedFrom(String)
}

extension MountFault {
    var message: String {
        switch self {
        case .malformedList(let text): "failed to parse csv mounts: \(text.isEmpty ? "--mount is empty" : text)"
        case .unknownType(let type, let suggestion):
            "unsupported mount type \(type.goQuoted)" + Self.hint(suggestion)
        case .unknownKey(let key, let field, let suggestion):
            "unexpected key '\(key)' in '\(field)'" + Self.hint(suggestion)
        case .unexpectedKey(let key, let type): "unexpected key '\(key)' for mount type '\(type.rawValue)'"
        case .missingValue(let field): "invalid field '\(field)' must be a key=value pair"
        case .invalidValue(let key, let value): "invalid value for \(key): \(value)"
        case .unknownSharing(let value, let suggestion):
            "unsupported sharing value \(value.goQuoted)" + Self.hint(suggestion)
        case .noFileOptions(let key, let type): "\(key) not allowed for \(type.rawValue.goQuoted) type mounts"
        case .sharingOutsideCache(let type): "invalid cache sharing set for \(type.rawValue) mount"
        case .secretWith(let key):
            key == "from" ? "secret mount should not have a from" : "secret mount should not define \(key)"
        case .unnamedSecret: "invalid secret mount. one of source, target required"
        case .secretNamedTwice: "both source and id can't be set"
        case .expandedFrom: "'from' doesn't support variable expansion, define alias stage instead"
        }
    }

    var remedy: String {
        switch self {
        case .malformedList: "write --mount=type=bind,source=…,target=…, with quotes around fields that hold commas"
        case .unknownType: "use bind, cache, tmpfs, secret or ssh"
        case .unknownKey(_, _, let suggestion): suggestion.map { "write \($0)" } ?? "remove the option"
        case .unexpectedKey(let key, _), .noFileOptions(let key, _): "remove \(key)"
        case .missingValue(let field): "write \(field)=value"
        case .invalidValue(let key, _): Self.values(of: key)
        case .unknownSharing: "use shared, private or locked"
        case .sharingOutsideCache: "remove sharing, or write type=cache"
        case .secretWith(let key): "remove \(key)"
        case .unnamedSecret: "add id=NAME"
        case .secretNamedTwice: "remove source or id"
        case .expandedFrom(let value): "define a stage with FROM \(value) AS name above, and mount from that"
        }
    }

    var code: String {
        switch self {
        case .unknownType: "dockerfile.unknown-mount-type"
        case .unknownKey: "dockerfile.unknown-mount-option"
        case .expandedFrom: "dockerfile.variable-in-from"
        default: "dockerfile.bad-mount"
        }
    }

    private static func hint(_ suggestion: String?) -> String {
        suggestion.map { " (did you mean \($0)?)" } ?? ""
    }

    private static func values(of key: String) -> String {
        switch key {
        case "mode": "write an octal mode, as mode=0600"
        case "uid", "gid": "write a number, as \(key)=1000"
        case "size": "write a size in bytes or with a unit, as size=64m"
        default: "write \(key)=true or \(key)=false"
        }
    }
}
