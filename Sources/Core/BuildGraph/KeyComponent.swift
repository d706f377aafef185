package import OCIFormat

/// A named part of a cache key, kept with each record so that two keys can be compared part by part.
package struct KeyComponent: Hashable, Sendable, Codable {
    /// What kind of thing the part is.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case instruction, argument, environment, base, file, files, mount, platform, option, user, workdir
    }

    /// The kind of the part.
    package var kind: Kind
    /// Which one of its kind: an argument's name, a file's path, a mount's target.
    package var name: String
    /// The value that entered the key; a secret's value never does, only its id.
    package var value: String

    /// Makes a component from its kind, name and value.
    package init(_ kind: Kind, _ name: String, _ value: String) {
        self.kind = kind
        self.name = name
        self.value = value
    }
}

extension KeyComponent {
    private static let stageWord = "stage "

    /// The last step of another stage, as what the first one of a stage stands on; with the digest of its result.
    ///
    /// It is a name for people, as an image's is, and no part of the key.
    package static func base(ofStage stage: String, _ result: String) -> KeyComponent {
        KeyComponent(.base, stageWord + stage, result)
    }

    /// The stage in the name of a base; nil for an image, whose name has no blanks.
    package static func stage(namedAsBase name: String) -> Substring? {
        name.hasPrefix(stageWord) ? name.dropFirst(stageWord.count) : nil
    }
}

extension Vertex {
    /// What the vertex's own definition is made of, in a fixed order; its inputs are not part of it.
    ///
    /// The same list is hashed for the key and kept with the record, so that an explanation cannot drift from the key.
    package var components: [KeyComponent] {
        var walk = [KeyComponent(.platform, "", platform.description)]
        switch operation {
        case .image(let image):
            walk.append(KeyComponent(.base, image.reference.description, image.manifest.digest.description))
        case .context(let context):
            walk.append(KeyComponent(.option, "context", context.name))
        case .remote(let source):
            walk += source.components
        case .run(let run):
            walk += run.components
        case .copy(let copy):
            walk += copy.components
        case .makeDirectory(let make):
            walk.append(KeyComponent(.workdir, "", make.path))
            walk.append(KeyComponent(.user, "", make.user))
        }
        return walk
    }

    /// The digest of `components`.
    package var definition: Digest {
        var hasher = DigestHasher()
        hasher.update(field: operation.kindName)
        for component in components {
            hasher.update(field: component.kind.rawValue)
            hasher.update(field: component.name)
            hasher.update(field: component.value)
        }
        return hasher.finish()
    }
}

extension Operation {
    /// A word for the kind of operation: `image`, `context`, `http`, `git`, `run`, `copy`, `workdir`.
    package var kindName: String {
        switch self {
        case .image: "image"
        case .context: "context"
        case .remote(.http): "http"
        case .remote(.git): "git"
        case .run: "run"
        case .copy: "copy"
        case .makeDirectory: "workdir"
        }
    }
}

extension RemoteSource {
    fileprivate var components: [KeyComponent] {
        var walk = [KeyComponent(.option, "source", name)]
        switch self {
        case .http(let http):
            walk.append(KeyComponent(.option, "name", http.fileName))
            if let checksum = http.checksum { walk.append(KeyComponent(.option, "checksum", checksum.description)) }
        case .git(let git):
            if let commit = git.commit { walk.append(KeyComponent(.option, "checksum", commit)) }
            walk.append(KeyComponent(.option, "keep-git-dir", String(git.keepsGitFolder)))
            walk.append(KeyComponent(.option, "submodules", String(git.hasSubmodules)))
        }
        return walk
    }
}

extension RunOperation {
    fileprivate var components: [KeyComponent] {
        var walk = arguments.enumerated().map { KeyComponent(.instruction, String($0.offset), $0.element) }
        for variable in environment {
            let kind: KeyComponent.Kind = argumentNames.contains(variable.name) ? .argument : .environment
            walk.append(KeyComponent(kind, variable.name, variable.value))
        }
        walk.append(KeyComponent(.workdir, "", workingDirectory))
        walk.append(KeyComponent(.user, "", user))
        for mount in mounts { walk.append(KeyComponent(.mount, mount.target, mount.source.keyText)) }
        if network != .default { walk.append(KeyComponent(.option, "network", network.rawValue)) }
        if security != .sandbox { walk.append(KeyComponent(.option, "security", security.rawValue)) }
        if hostname != "buildkitsandbox" { walk.append(KeyComponent(.option, "hostname", hostname)) }
        for limit in limits {
            walk.append(KeyComponent(.option, "ulimit:\(limit.name)", "\(limit.soft):\(limit.hard)"))
        }
        if let sharedMemorySize { walk.append(KeyComponent(.option, "shm-size", String(sharedMemorySize))) }
        for host in extraHosts { walk.append(KeyComponent(.option, "host:\(host.name)", "")) }
        for device in devices { walk.append(KeyComponent(.option, "device:\(device)", "")) }
        return walk
    }
}

extension Mount.Source {
    /// What of a mount enters a key: never a secret's value nor a cache's contents.
    fileprivate var keyText: String {
        switch self {
        case .bind(let input, let path, let isWritable):
            "bind input=\(input.map(String.init) ?? "none") path=\(path) writable=\(isWritable)"
        case .cache(let cache):
            "cache id=\(cache.id) sharing=\(cache.sharing.rawValue) seed=\(cache.seed.map(String.init) ?? "none"):"
                + "\(cache.seedPath) mode=\(cache.mode) owner=\(cache.uid):\(cache.gid) readonly=\(cache.isReadOnly)"
        case .temporary(let size):
            "tmpfs size=\(size.map(String.init) ?? "none")"
        case .secret(let secret):
            "secret id=\(secret.id) env=\(secret.variable ?? "") mode=\(secret.mode) owner=\(secret.uid):\(secret.gid)"
        case .agent(let agent):
            "ssh id=\(agent.id) mode=\(agent.mode) owner=\(agent.uid):\(agent.gid)"
        case .inline(let contents):
            "inline \(Digest.sha256(of: contents))"
        }
    }
}

extension CopyOperation {
    fileprivate var components: [KeyComponent] {
        var walk: [KeyComponent] = []
        for (index, source) in sources.enumerated() {
            switch source {
            case .files(let input, let pattern):
                // On an empty filesystem the first input is what it would be on a base.
                let place = base == nil ? input + 1 : input
                walk.append(KeyComponent(.instruction, String(index), "input=\(place) \(pattern)"))
            case .inline(let name, let contents):
                walk.append(KeyComponent(.file, name, Digest.sha256(of: contents).description))
            }
        }
        walk.append(KeyComponent(.instruction, "destination", destination))
        if let owner { walk.append(KeyComponent(.option, "chown", owner)) }
        if let mode { walk.append(KeyComponent(.option, "chmod", mode.description)) }
        if isLinked { walk.append(KeyComponent(.option, "link", "true")) }
        if keepsParents { walk.append(KeyComponent(.option, "parents", "true")) }
        for pattern in excludes { walk.append(KeyComponent(.option, "exclude", pattern)) }
        if unpacking != .never { walk.append(KeyComponent(.option, "unpack", unpacking.rawValue)) }
        return walk
    }
}

extension ModeChange: CustomStringConvertible {
    package var description: String {
        switch self {
        case .absolute(let bits):
            String(bits, radix: 8)
        case .symbolic(let clauses):
            clauses.map { String($0.classes.sorted()) + $0.action.rawValue + String($0.permissions.sorted()) }
                .joined(separator: ",")
        }
    }
}
