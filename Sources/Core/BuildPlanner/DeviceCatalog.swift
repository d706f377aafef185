/// The devices that CDI specifications describe on a machine, and which of them a build may have.
package struct DeviceCatalog: Hashable, Sendable {
    /// A device.
    package struct Device: Hashable, Sendable {
        /// Its whole name, `vendor.com/class=name`.
        package var name: String
        /// The annotations of its specification, and its own over them.
        package var annotations: [String: String]

        /// Makes a device without annotations.
        package init(name: String, annotations: [String: String] = [:]) {
            self.name = name
            self.annotations = annotations
        }

        /// `vendor.com/class`.
        var kind: Substring { name.prefix { $0 != "=" } }

        fileprivate var isAllowedByItself: Bool {
            let value = annotations["org.mobyproject.buildkit.device.autoallow"]
            return value.map { ["1", "t", "T", "true", "TRUE", "True"].contains($0) } ?? false
        }

        fileprivate var category: String? { annotations["org.mobyproject.buildkit.device.class"] }
    }

    /// Why devices can't be given.
    enum Refusal: Error, Hashable {
        case unknown(String)
        case notAllowed([String])
    }

    /// The devices, sorted by name.
    package var devices: [Device]
    /// Whether all may be used (`--allow device`).
    package var allowsAll: Bool
    /// What may be used by name (`--allow device=NAME`), a name or a class each.
    package var allowed: [String]
    /// Names that stand for others (`--allow device=NAME,alias=OTHER`), which are thereby allowed.
    package var aliases: [String: String]

    /// Whether what is not in the catalog is not there; false where nothing will run.
    package var isComplete: Bool
    /// The specifications that could not be read, each with the reason.
    package var problems: [String]

    /// Makes a catalog of devices that no one may use.
    package init(devices: [Device] = []) {
        self.devices = devices.sorted { $0.name < $1.name }
        allowsAll = false
        allowed = []
        aliases = [:]
        isComplete = true
        problems = []
    }

    /// The whole names of the devices that a step gets for what it asks, each once.
    ///
    /// Those that need not be there and are not, are passed over.
    func resolve(_ wanted: [(name: String, isRequired: Bool)]) throws(Refusal) -> [String] {
        var names: [String] = []
        var refused: [String] = []
        let granted = Set(allowed.flatMap { find($0) })
        for device in wanted {
            let alias = aliases[device.name]
            let name = alias ?? device.name
            let found = find(name)
            if found.isEmpty, device.isRequired, isComplete { throw .unknown(name) }
            for device in found where !names.contains(device) && !refused.contains(device) {
                if allowsAll || alias != nil || granted.contains(device) || isAllowedByItself(device) {
                    names.append(device)
                } else {
                    refused.append(device)
                }
            }
        }
        if !refused.isEmpty { throw .notAllowed(refused) }
        return names
    }

    /// The devices that a name means: one, all or the first of a kind, or those of a class.
    private func find(_ name: String) -> [String] {
        let kind = name.prefix { $0 != "=" }
        let device = name.dropFirst(kind.count + 1)
        var found: [String] = []
        if kind.contains("/") {
            let ofKind = devices.filter { $0.kind == kind }.map(\.name)
            switch device {
            case "": found = Array(ofKind.prefix(1))
            case "*": found = ofKind
            default: found = ofKind.filter { $0 == name }
            }
        }
        return found.isEmpty ? devices.filter { $0.category == name }.map(\.name) : found
    }

    private func isAllowedByItself(_ name: String) -> Bool {
        devices.first { $0.name == name }?.isAllowedByItself ?? false
    }
}
