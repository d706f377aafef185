import EnginePorts
import LinuxSystem
package import SystemPackage

/// The devices that the Container Device Interface's files of this machine describe
/// (https://github.com/cncf-tags/container-device-interface/blob/main/SPEC.md).
package struct DeviceSpecifications: Sendable {
    /// A device as others need to know it.
    package struct Device: Hashable, Sendable {
        /// Its whole name, `vendor.com/class=name`.
        package var name: String
        /// The annotations of its specification, and its own over them.
        package var annotations: [String: String]
    }

    private struct Entry: Sendable {
        var device: Device
        /// The file that describes it, and the place of its folder in the list.
        var file: String
        var priority: Int
        var edits: ContainerEdits
        /// What the file changes for any of its devices.
        var common: ContainerEdits
    }

    /// The folders that BuildKit looks into; what a later one says counts more.
    package static let usualFolders: [FilePath] = ["/etc/cdi", "/var/run/cdi", "/etc/buildkit/cdi"]

    private var entries: [String: Entry] = [:]
    private var conflicts: Set<String> = []
    /// The files that can't be read, each with the reason; their devices are missing.
    package private(set) var problems: [String] = []

    /// Knows no device.
    package init() {}

    /// Reads all `.json`, `.yaml` and `.yml` files of folders, the last of which counts most.
    package init(folders: [FilePath]) {
        for (priority, folder) in folders.enumerated() {
            // A folder that is not there describes nothing.
            let names = (try? Self.names(in: folder)) ?? []
            for name in names.sorted() where Self.isSpecification(name) { read(folder.appending(name), priority) }
        }
    }

    private static func names(in folder: FilePath) throws(SystemError) -> [String] {
        try openFile(folder, [.directory]).closingAfter { (folder) throws(SystemError) in
            try folder.directoryEntries().map(\.name.description)
        }
    }

    /// All devices that can be had, sorted by name.
    package var devices: [Device] {
        entries.values.map(\.device).filter { !conflicts.contains($0.name) }.sorted { $0.name < $1.name }
    }

    private static func isSpecification(_ name: String) -> Bool {
        [".json", ".yaml", ".yml"].contains { name.hasSuffix($0) } && !name.hasPrefix(".")
    }

    private mutating func read(_ path: FilePath, _ priority: Int) {
        guard let bytes = readFileIfPossible(path, limit: 16 << 20) else {
            problems.append("\(path): it can't be read")
            return
        }
        do throws(SpecFault) {
            let document = try BlockReader.value(of: String(decoding: bytes, as: UTF8.self))
            do throws(DeviceSpecFault) {
                for entry in try Self.entries(of: document, file: path.string, priority) { add(entry) }
            } catch {
                problems.append("\(path): \(error)")
            }
        } catch {
            problems.append("\(path): \(error)")
        }
    }

    private static func entries(
        of document: SpecValue, file: String, _ priority: Int
    ) throws(DeviceSpecFault) -> [Entry] {
        guard document["cdiVersion"]?.text != nil else { throw DeviceSpecFault("it has no cdiVersion") }
        guard let kind = document["kind"]?.text, isKind(kind) else {
            throw DeviceSpecFault("its kind is not vendor/class")
        }
        let common = try ContainerEdits(document["containerEdits"])
        let annotations = document["annotations"]?.textMembers ?? [:]
        var entries: [Entry] = []
        for value in document["devices"]?.elements ?? [] {
            guard let name = value["name"]?.text, isName(name) else { throw DeviceSpecFault("a device has no name") }
            let own = value["annotations"]?.textMembers ?? [:]
            let device = Device(name: "\(kind)=\(name)", annotations: annotations.merging(own) { $1 })
            let edits = try ContainerEdits(value["containerEdits"])
            entries.append(Entry(device: device, file: file, priority: priority, edits: edits, common: common))
        }
        return entries
    }

    private static func isKind(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2
            && parts.allSatisfy { part in
                part.first?.isLetter == true
                    && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
            }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.:".contains($0)) }
    }

    /// Of two descriptions in one folder neither counts; one in a later folder counts more.
    private mutating func add(_ entry: Entry) {
        let name = entry.device.name
        if let earlier = entries[name], earlier.priority == entry.priority {
            conflicts.insert(name)
            problems.append("\(name) is described by \(earlier.file) and by \(entry.file)")
            return
        }
        conflicts.remove(name)
        entries[name] = entry
    }

    /// What devices change of a container, by their whole names; what a file says for all of its devices comes once.
    func edits(for names: [String]) throws(SandboxError) -> ContainerEdits {
        var edits = ContainerEdits()
        var files: Set<String> = []
        for name in names {
            guard let entry = entries[name], !conflicts.contains(name) else {
                throw .badDevice(name, reason: "no CDI specification describes it")
            }
            if files.insert(entry.file).inserted { edits.append(entry.common) }
            edits.append(entry.edits)
            try Self.look(at: &edits, of: name)
        }
        return edits
    }

    /// Makes sure that what is to be mounted is there, and finds out what the device files are.
    private static func look(at edits: inout ContainerEdits, of name: String) throws(SandboxError) {
        for index in edits.nodes.indices where edits.nodes[index].status == nil {
            let path = edits.nodes[index].hostPath
            guard let status = status(of: path) else { throw .badDevice(name, reason: "\(path) is not there") }
            guard status.kind == .characterDevice || status.kind == .blockDevice else {
                throw .badDevice(name, reason: "\(path) is no device")
            }
            edits.nodes[index].status = status
        }
        for mount in edits.mounts where mount.type == "bind" && status(of: mount.hostPath) == nil {
            throw .badDevice(name, reason: "\(mount.hostPath) is not there")
        }
    }

    private static func status(of path: String) -> FileStatus? {
        // What can't be opened can't be mounted either.
        try? openFile(path, .path).closingAfter { (file) throws(SystemError) in try file.status() }
    }
}
