import BuildGraph
import BuildRecords
import EnginePorts
import OCIFormat
import Solver
import SystemPackage

/// What keys are made of, by name.
extension GraphBuild {
    /// Beyond this number a record keeps the digest of the files alone.
    private static let mostFilesListed = 200_000

    /// Sees to it that the files of a copy are known one by one: they are read in any case.
    func listFiles(of vertex: Vertex) async throws {
        guard case .copy = vertex.operation else { return }
        for index in vertex.operation.reads.indices { _ = try await selection(of: vertex.id, read: index) }
    }

    /// The parts of a vertex's key with the digests of what it stands on and reads, and with what tells where these come
    /// from: the variables in its text, the name of its base image or stage.
    func components(of vertex: Vertex, _ execution: Execution) -> [KeyComponent] {
        var components = vertex.components
        if let base = execution.baseResult, standsOnBase(vertex) { components.append(.base(base)) }
        components += vertex.expanded
        if standsOnBase(vertex), let base = vertex.operation.base {
            let below = graph[vertex.inputs[base]]
            if case .image(let image) = below.operation {
                let digest = image.manifest.digest.description
                components.append(KeyComponent(.base, image.reference.familiar, digest))
            } else if let stage = below.stage, stage != vertex.stage, let result = execution.baseResult {
                components.append(.base(ofStage: graph.stages[stage].name, result.description))
            }
        }
        for (index, read) in vertex.operation.reads.enumerated() where index < execution.readDigests.count {
            let label = label(of: read, index, by: vertex)
            components.append(KeyComponent(.files, label.text, execution.readDigests[index].description))
            if let files = memory.selection(vertex.id, index), files.fileCount <= Self.mostFilesListed {
                components += files.components
            }
        }
        return components
    }

    /// Whether what a vertex stands on is a part of its key: a linked copy's layer is the same over any base.
    func standsOnBase(_ vertex: Vertex) -> Bool {
        if case .copy(let copy) = vertex.operation { !copy.isIndependentOfBase } else { true }
    }

    /// What is read, as people call it.
    private func label(of read: FileRead, _ index: Int, by vertex: Vertex) -> FileGroup.Label {
        var mount: String?
        if case .run(let run) = vertex.operation {
            let mounts = run.mounts.filter { $0.read != nil }
            if index < mounts.count { mount = mounts[index].target }
        }
        let source = source(of: graph[vertex.inputs[read.input]])
        return FileGroup.Label(from: source, patterns: read.patterns.joined(separator: " "), mount: mount)
    }

    /// What files of a vertex are said to be from; nil for the main build context.
    func source(of input: Vertex) -> String? {
        switch input.operation {
        case .context(let context): context.name == "context" ? nil : context.name
        case .remote(let remote): remote.name
        case .image(let image): image.reference.familiar
        case .run, .copy, .makeDirectory: input.stage.map { graph.stages[$0].name }
        }
    }
}

extension KeyComponent {
    /// What a vertex stands on.
    static func base(_ result: Digest) -> KeyComponent {
        KeyComponent(.base, "", result.description)
    }
}

extension SelectedFiles {
    fileprivate var fileCount: Int {
        sources.reduce(0) { $0 + $1.entries.count }
    }

    /// A component for each file and folder below what was selected.
    fileprivate var components: [KeyComponent] {
        sources.flatMap { source in
            // These are names to be read and nothing is opened by them; joined as paths, many would take seconds.
            let folder = source.path.string
            let parents = source.parents.map { KeyComponent(.file, $0.path.string, FileValue($0).text) }
            return parents
                + source.entries.map { entry in
                    let name = entry.path.string
                    let path = name.isEmpty ? folder : folder.isEmpty ? name : "\(folder)/\(name)"
                    return KeyComponent(.file, path.isEmpty ? "." : path, FileValue(entry).text)
                }
        }
    }
}

extension FileValue {
    fileprivate init(_ entry: FileEntry) {
        let contents = entry.contents?.hex ?? entry.linkTarget?.string ?? ""
        let device = entry.device.map { "\($0.major):\($0.minor)" } ?? ""
        self.init(
            kind: Kind(entry.kind), mode: entry.mode, owner: "\(entry.uid):\(entry.gid)", size: entry.size,
            contents: contents + device)
        if entry.attributes.isEmpty { return }
        var hasher = DigestHasher()
        for attribute in entry.attributes {
            hasher.update(field: attribute.name)
            hasher.update(attribute.value)
        }
        attributes = String(hasher.finish().hex.prefix(16))
    }
}

extension FileValue.Kind {
    fileprivate init(_ kind: FileEntry.Kind) {
        self =
            switch kind {
            case .regular: .regular
            case .directory: .folder
            case .symbolicLink: .link
            case .characterDevice: .characterDevice
            case .blockDevice: .blockDevice
            case .fifo: .pipe
            case .socket: .socket
            }
    }
}
