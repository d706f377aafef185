import Diagnostics

/// Puts the options of one mount together, in the order that they were written, and checks that they fit.
struct MountResolver {
    private var mount = ResolvedMount()
    private var readOnly: Bool?

    private static let keys = [
        "type", "from", "source", "target", "readonly", "id", "sharing", "required", "size", "mode", "uid", "gid",
        "src", "dst", "destination", "ro", "rw", "readwrite", "env",
    ]

    mutating func take(_ option: RunMount.Option, value: String?) throws(MountFault) {
        guard let value else {
            try takeBare(option)
            return
        }
        switch option.key {
        case "type": mount.type = try type(value)
        case "from": mount.from = value.nonEmpty
        case "source", "src": mount.source = value.nonEmpty
        case "target", "dst", "destination": mount.target = value.nonEmpty
        case "id": mount.id = value.nonEmpty
        case "env": mount.environmentName = value
        case "readonly", "ro": readOnly = try boolean(value, of: option.key)
        case "readwrite", "rw": readOnly = !(try boolean(value, of: option.key))
        case "required":
            try requireSecretOrAgent(option.key)
            mount.isRequired = try boolean(value, of: option.key)
        case "size": mount.sizeLimit = try size(value)
        case "sharing": mount.sharing = try sharing(value)
        case "mode": mount.mode = try number(value, radix: 8, of: option.key)
        case "uid": mount.uid = try number(value, radix: 10, of: option.key)
        case "gid": mount.gid = try number(value, radix: 10, of: option.key)
        default:
            let nearest = NearestName.suggestion(for: option.key, among: Self.keys)
            throw .unknownKey(option.key, field: option.word.text, suggestion: nearest)
        }
    }

    /// The mount, once all options are taken.
    func finished() throws(MountFault) -> ResolvedMount {
        var mount = mount
        if mount.type == .bind || mount.type == .tmpfs {
            for (key, value) in [("mode", mount.mode), ("uid", mount.uid), ("gid", mount.gid)] where value != nil {
                throw .noFileOptions(key: key, type: mount.type)
            }
        }
        mount.isReadOnly = readOnly ?? (mount.type != .cache && mount.type != .tmpfs)
        if mount.type == .secret {
            try checkSecret()
        }
        guard mount.sharing == nil || mount.type == .cache else {
            throw .sharingOutsideCache(mount.type)
        }
        return mount
    }

    private func checkSecret() throws(MountFault) {
        if mount.from != nil {
            throw .secretWith("from")
        }
        if mount.sharing != nil {
            throw .secretWith("sharing")
        }
        if mount.source == nil, mount.target == nil, mount.id == nil {
            throw .unnamedSecret
        }
        if mount.source != nil, mount.id != nil {
            throw .secretNamedTwice
        }
    }

    private mutating func takeBare(_ option: RunMount.Option) throws(MountFault) {
        switch option.key {
        case "readonly", "ro": readOnly = true
        case "readwrite", "rw": readOnly = false
        case "required":
            try requireSecretOrAgent(option.key)
            mount.isRequired = true
        default: throw .missingValue(option.word.text)
        }
    }

    private func requireSecretOrAgent(_ key: String) throws(MountFault) {
        guard mount.type == .secret || mount.type == .ssh else {
            throw .unexpectedKey(key, type: mount.type)
        }
    }

    private func type(_ value: String) throws(MountFault) -> MountType {
        guard let type = MountType(rawValue: value.lowercased()) else {
            let nearest = NearestName.suggestion(for: value, among: MountType.allCases.map(\.rawValue))
            throw .unknownType(value, suggestion: nearest)
        }
        return type
    }

    private func sharing(_ value: String) throws(MountFault) -> MountSharing {
        guard let sharing = MountSharing(rawValue: value.lowercased()) else {
            let nearest = NearestName.suggestion(for: value, among: MountSharing.allCases.map(\.rawValue))
            throw .unknownSharing(value, suggestion: nearest)
        }
        return sharing
    }

    private func size(_ value: String) throws(MountFault) -> Int64 {
        guard mount.type == .tmpfs else {
            throw .unexpectedKey("size", type: mount.type)
        }
        guard let size = ByteSizeText.parse(value) else {
            throw .invalidValue(key: "size", value: value)
        }
        return size
    }

    private func boolean(_ value: String, of key: String) throws(MountFault) -> Bool {
        guard let flag = BooleanText.parse(value) else {
            throw .invalidValue(key: key, value: value)
        }
        return flag
    }

    private func number(_ value: String, radix: Int, of key: String) throws(MountFault) -> UInt32 {
        guard let number = UInt32(value, radix: radix) else {
            throw .invalidValue(key: key, value: value)
        }
        return number
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
