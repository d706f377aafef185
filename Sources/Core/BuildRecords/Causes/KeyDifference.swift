import BuildEvents
import BuildGraph

/// What differs between two keys of one step, told by what people write and no longer than needed.
struct KeyDifference {
    let old: KeyParts
    let new: KeyParts
    /// The instruction as it was written then and now; nil where that is not known.
    var instructions: (old: String, new: String)?
    /// Whether the step runs a command, which sees all variables.
    var isCommand = true

    /// All parts that differ, the most telling kinds first.
    var changes: [ComponentChange] {
        var own = differing
        var files = fileChanges
        let isEdited = fold(&own, &files)
        if isEdited, old.reads != new.reads || old.excludes != new.excludes {
            // Which files there are follows from what is written, and so does the order in which they are listed.
            let isListed = old.isListed && new.isListed
            let sources = Set(old.reads.map(\.from))
            files.removeAll { file in
                file.old == nil || file.new == nil || file.kind == .files && isListed || !sources.contains(file.from)
            }
        }
        let all = own + files
        return KeyComponent.Kind.byWeight.flatMap { kind in all.filter { $0.kind == kind } }
    }

    private var differing: [ComponentChange] {
        var changes: [ComponentChange] = []
        for part in new.order where old[part] != new[part] {
            changes.append(ComponentChange(kind: part.kind, name: part.name, old: old[part], new: new[part]))
        }
        for part in old.order where new[part] == nil {
            changes.append(ComponentChange(kind: part.kind, name: part.name, old: old[part], new: nil))
        }
        if isCommand, let otherOrder { changes.append(otherOrder) }
        // An image of another name or digest with the same files is no other ground.
        if old.base == new.base { changes.removeAll { $0.kind == .base } }
        return Self.withOneBase(Self.withRenamedKinds(changes))
    }

    /// The variables that stand in another order, from the first to the last of them.
    private var otherOrder: ComponentChange? {
        var before = old.variables.filter(new.variables.contains)[...]
        var after = new.variables.filter(old.variables.contains)[...]
        while let first = before.first, first == after.first {
            (before, after) = (before.dropFirst(), after.dropFirst())
        }
        while let last = before.last, last == after.last { (before, after) = (before.dropLast(), after.dropLast()) }
        if before.isEmpty { return nil }
        let names = [before, after].map { $0.map(\.name).joined(separator: " ") }
        return ComponentChange(kind: .option, name: ComponentChange.order, old: names[0], new: names[1])
    }

    /// Leaves out what follows from a change that is told; says whether the instruction's text was edited.
    private func fold(_ changes: inout [ComponentChange], _ files: inout [ComponentChange]) -> Bool {
        var written: Set<KeyComponent.Kind> = [.instruction, .option, .mount]
        if !isCommand { written.insert(.workdir) }
        // Here-documents are files to the key, and a part of the text to people.
        let documents = Set(inlineNames)
        let hasOtherDocuments = files.contains { $0.isInline(documents) }
        let isWrittenOtherwise =
            hasOtherDocuments || changes.contains { written.contains($0.kind) } || hasOtherSources(files)
        if let (before, after) = instructions, before != after, isWrittenOtherwise {
            files.removeAll { $0.isInline(documents) }
            changes.removeAll { written.contains($0.kind) || (!isCommand && $0.isVariable && !$0.isReplaced) }
            changes.insert(ComponentChange(kind: .instruction, name: "", old: before, new: after), at: 0)
            return true
        }
        if isCommand {
            if let (before, after) = instructions, before == after { tellShell(&changes) }
            return false
        }
        guard isWrittenOtherwise, changes.contains(where: \.isVariable) else {
            // A record that was found by other text knows of other variables; they are no cause.
            changes.removeAll { $0.isVariable && !$0.isReplaced }
            if let (before, after) = instructions, before == after { tellWorkdir(&changes) }
            return false
        }
        // The text is the same: what it came to differs because of the variables.
        changes.removeAll { written.contains($0.kind) }
        files.removeAll { $0.isInline(documents) }
        return true
    }

    /// Whether files differ because they are read from somewhere else.
    private func hasOtherSources(_ files: [ComponentChange]) -> Bool {
        let sources = Set(old.reads.map(\.from))
        return !old.reads.isEmpty && files.contains { !sources.contains($0.from) }
    }

    /// The names of here-documents, which stand in no group of files that are read.
    private var inlineNames: [String] {
        [old, new].flatMap { parts in
            FileGroup.groups(of: parts.files).filter { $0.label == nil && $0.digest == nil }.flatMap {
                $0.files.map(\.path)
            }
        }
    }

    /// Of a copy whose text is the same the destination is another because of the folder that it is relative to.
    private func tellWorkdir(_ changes: inout [ComponentChange]) {
        guard let place = changes.firstIndex(where: { $0.kind == .instruction && $0.name == "destination" }),
            let before = changes[place].old, let after = changes[place].new
        else { return }
        var (old, new) = (before.split(separator: "/")[...], after.split(separator: "/")[...])
        var written = Self.destination(of: instructions?.new ?? "").split(separator: "/").filter { $0 != "." }
        while let name = written.popLast(), old.last == name, new.last == name {
            (old, new) = (old.dropLast(), new.dropLast())
        }
        changes[place] = ComponentChange(
            kind: .workdir, name: "", old: "/" + old.joined(separator: "/"), new: "/" + new.joined(separator: "/"))
    }

    /// The destination of a copy as written, where it is plain.
    private static func destination(of instruction: String) -> Substring {
        let word = instruction.firstLine.split { $0 == " " || $0 == "\t" || $0 == "," }.last ?? ""
        return Substring(word.filter { $0 != "\"" && $0 != "]" })
    }

    /// Of a command whose text is the same only SHELL, which goes before it, can be another.
    private func tellShell(_ changes: inout [ComponentChange]) {
        guard let place = changes.firstIndex(where: { $0.kind == .instruction }) else { return }
        let shells = [old, new].map { $0.words.dropLast().joined(separator: " ") }
        guard old.words.last == new.words.last, shells[0] != shells[1] else { return }
        changes.removeAll { $0.kind == .instruction }
        changes.insert(
            ComponentChange(kind: .option, name: ComponentChange.shell, old: shells[0], new: shells[1]), at: place)
    }

    private var fileChanges: [ComponentChange] {
        FileGroup.pairs(FileGroup.groups(of: old.files), FileGroup.groups(of: new.files)).flatMap { old, new in
            (new ?? FileGroup(label: old?.label)).changes(from: old)
        }
    }

    /// A variable that ENV sets now and ARG did, or the other way round, is one change.
    private static func withRenamedKinds(_ changes: [ComponentChange]) -> [ComponentChange] {
        var result = changes
        for change in changes where change.isVariable && change.old == nil {
            let other = result.firstIndex {
                $0.isVariable && $0.kind != change.kind && $0.name == change.name && $0.new == nil
            }
            guard let other, let place = result.firstIndex(of: change) else { continue }
            result[place].old = result[other].old
            result.remove(at: other)
        }
        return result
    }

    /// Of a base image that changed, the image is told and not the filesystem that it makes; another image is one change.
    private static func withOneBase(_ changes: [ComponentChange]) -> [ComponentChange] {
        // That a stage has another result is told of its steps.
        let changes = changes.filter { change in
            change.old == nil || change.new == nil || KeyComponent.stage(namedAsBase: change.name) == nil
        }
        let images = changes.filter { $0.kind == .base && !$0.name.isEmpty }
        guard !images.isEmpty else { return changes }
        var result = changes.filter { $0.kind != .base }
        if let was = images.first(where: { $0.new == nil }), let now = images.first(where: { $0.old == nil }) {
            let old = was.old.map { "\(was.name)@\($0)" }
            result.append(ComponentChange(kind: .base, name: "", old: old, new: now.new.map { "\(now.name)@\($0)" }))
            // What happened within the stage is a change of its own.
            let isStage = [was, now].allSatisfy { KeyComponent.stage(namedAsBase: $0.name) != nil }
            if isStage { result += changes.filter { $0.kind == .base && $0.name.isEmpty } }
        } else if let image = images.first(where: { $0.old != nil && $0.new != nil }) {
            result.append(image)
        } else if let image = images.first, let ground = changes.first(where: { $0.kind == .base && $0.name.isEmpty }),
            (ground.old == nil) == (image.old == nil), (ground.new == nil) == (image.new == nil)
        {
            // One of the two stands on nothing.
            let text = { (digest: String?) in digest.map { "\(image.name)@\($0)" } ?? "scratch" }
            result.append(ComponentChange(kind: .base, name: "", old: text(image.old), new: text(image.new)))
        } else {
            // One of the two keys is an earlier strata's, which did not name the image, or it stands on a step now.
            result += changes.filter { $0.kind == .base && $0.name.isEmpty }
        }
        return result
    }
}

extension ComponentChange {
    /// The name of the option that stands for what SHELL sets, which is none of the instruction's own.
    static let shell = "SHELL"
    /// The name of the option that stands for the order in which a command gets its variables.
    static let order = "the order of ARG and ENV"

    /// What an option is called where it was given.
    package var optionName: String {
        if name == Self.shell || name == Self.order { return name }
        return name.hasPrefix("host:") ? "--add-host \(name.dropFirst(5))" : "--\(name)"
    }

    /// Whether it is the contents of a here-document.
    fileprivate func isInline(_ names: Set<String>) -> Bool {
        kind == .file && from == nil && mount == nil && names.contains(name)
    }

    fileprivate var isVariable: Bool { kind == .argument || kind == .environment }

    fileprivate var isReplaced: Bool { old != nil && new != nil }
}

/// A key's values by part; parts that stand several times (patterns of one option) have their values joined.
struct KeyParts {
    struct Part: Hashable {
        var kind: KeyComponent.Kind
        var name: String
    }

    private(set) var order: [Part] = []
    /// The components of files and their groups, in order.
    private(set) var files: [KeyComponent] = []
    private var values: [Part: String] = [:]

    init(_ components: [KeyComponent]) {
        for component in components {
            if component.kind == .file || component.kind == .files {
                files.append(component)
                continue
            }
            let part = Part(kind: component.kind, name: component.name)
            let component = component.kind == .mount ? component.withoutInput : component
            if let value = values[part] {
                values[part] = "\(value), \(component.value)"
            } else {
                order.append(part)
                values[part] = component.value
            }
        }
    }

    subscript(part: Part) -> String? { values[part] }

    /// The result that the step stands on.
    var base: String? { values[Part(kind: .base, name: "")] }

    /// Whether the files of every read are known one by one.
    var isListed: Bool { FileGroup.groups(of: files).allSatisfy { !$0.files.isEmpty } }

    /// What the reads select, as written.
    var reads: [FileGroup.Label] {
        files.filter { $0.kind == .files }.map { FileGroup.Label($0.name) }
    }

    /// What copies leave out, as written.
    var excludes: String? { values[Part(kind: .option, name: "exclude")] }

    /// The variables in the order in which they are set.
    var variables: [Part] { order.filter { $0.kind == .argument || $0.kind == .environment } }

    /// The words of a command: of one in shell form those of SHELL, and then the command as one.
    var words: [String] {
        order.filter { $0.kind == .instruction }.sorted { (Int($0.name) ?? 0) < (Int($1.name) ?? 0) }.compactMap {
            values[$0]
        }
    }
}

extension KeyComponent {
    /// A mount without the position of its source among the step's inputs, which shifts with other mounts and the base.
    fileprivate var withoutInput: KeyComponent {
        let words = value.split(separator: " ").filter { !$0.hasPrefix("input=") }
        return KeyComponent(kind, name, words.joined(separator: " "))
    }
}

extension KeyComponent.Kind {
    /// The kinds, the one that says most about a miss first.
    static let byWeight: [KeyComponent.Kind] = [
        .instruction, .argument, .environment, .base, .file, .files, .mount, .platform, .user, .workdir, .option,
    ]
}
