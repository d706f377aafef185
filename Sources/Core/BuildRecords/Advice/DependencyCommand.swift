/// A command that fetches what a project depends on, and needs nothing of the project but a few known files.
struct DependencyCommand: Sendable, Hashable {
    /// The file without which the command does nothing; for those that name their files, all of these.
    var required: [String]
    /// Files that it reads where they are there.
    var optional: [String] = []
    /// Files that must be there for it, whatever is in them.
    var placeholders = Placeholders()
    /// Files that may matter to it; where one of these is there, it is not known what the command needs.
    var others = OtherFiles()

    /// Files that are looked for and not read.
    struct Placeholders: Sendable, Hashable {
        /// One of these has to be there; none is needed where this is empty.
        var oneOf: [String] = []
        /// These have to be there where the project has them.
        var optional: [String] = []
    }

    /// Whether a file of the project may matter to what the command fetches.
    func concerns(_ path: String) -> Bool {
        required.contains(path) || optional.contains(path) || others.contains(path)
    }

    /// Which files of a project it takes; nil where that can't be known, or one is missing that it needs.
    func needs(of project: Set<String>) -> (files: [String], placeholders: [String])? {
        let files = required + optional.filter(project.contains)
        guard required.allSatisfy(project.contains) else { return nil }
        guard !project.contains(where: { others.contains($0) && !files.contains($0) }) else { return nil }
        let first = placeholders.oneOf.filter(project.contains)
        guard !first.isEmpty || placeholders.oneOf.isEmpty else { return nil }
        return (files, first + placeholders.optional.filter(project.contains))
    }
}

// MARK: - Reading an instruction

extension DependencyCommand {
    /// What a RUN instruction needs of the project's files; nil where that is not known.
    ///
    /// All commands of the instruction must be known: those of the table, and such as read no files of a project.
    init?(instruction: String) {
        guard let script = Self.script(of: instruction), script.allSatisfy(Self.isPlain) else { return nil }
        var found: DependencyCommand?
        for command in Self.commands(in: script) {
            if let known = DependencyCommand(command: command) {
                guard found == nil || found == known else { return nil }
                found = known
            } else if !HarmlessCommand.matches(command) {
                return nil
            }
        }
        guard let found else { return nil }
        self = found
    }

    /// The words of the shell text behind the flags of a RUN; nil for other forms, and where files are mounted.
    private static func script(of instruction: String) -> [Substring]? {
        var words = instruction.split { $0 == " " || $0 == "\t" || $0 == "\n" }
        guard let first = words.first, first.uppercased() == "RUN" else { return nil }
        words.removeFirst()
        while let flag = words.first, flag.hasPrefix("--") {
            if flag.hasPrefix("--mount="), !isWithoutFiles(mount: flag.dropFirst("--mount=".count)) { return nil }
            words.removeFirst()
        }
        return words.isEmpty ? nil : words
    }

    /// Whether a mount shows no files of the build: a cache, a secret, an agent.
    private static func isWithoutFiles(mount: Substring) -> Bool {
        let fields = mount.split(separator: ",")
        guard !fields.contains(where: { $0.hasPrefix("from=") }) else { return false }
        return fields.contains { ["type=cache", "type=secret", "type=ssh"].contains($0) }
    }

    /// Whether a shell takes a word as it stands: quotes, patterns, pipes, redirections, and what it puts in itself may
    /// read anything.
    private static func isPlain(_ word: Substring) -> Bool {
        if word == "&&" || word == ";" { return true }
        let text = word.hasSuffix(";") ? word.dropLast() : word
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=@,+%".contains($0)) }
    }

    private static func commands(in script: [Substring]) -> [[Substring]] {
        var commands: [[Substring]] = [[]]
        for word in script {
            if word == "&&" || word == ";" {
                commands.append([])
            } else if word.hasSuffix(";") {
                commands[commands.count - 1].append(word.dropLast())
                commands.append([])
            } else {
                commands[commands.count - 1].append(word)
            }
        }
        return commands.filter { !$0.isEmpty }
    }
}

/// A command that reads no file of a project, so that it may stand beside one that fetches.
private enum HarmlessCommand {
    static func matches(_ words: [Substring]) -> Bool {
        let rest = words.dropFirst()
        switch words.first {
        case "sleep", "echo", "true", ":", "set", "mkdir": return true
        case "date": return rest.allSatisfy { $0.hasPrefix("+") || $0 == "-u" }
        case "apk": return isOfPackages(ProgramFlags.apk.arguments(of: rest))
        case "apt-get", "apt": return isOfPackages(ProgramFlags.apt.arguments(of: rest))
        default: return false
        }
    }

    /// Whether a package manager is given names alone, none of which is a file.
    private static func isOfPackages(_ arguments: [Substring]?) -> Bool {
        guard let arguments else { return false }
        return arguments.allSatisfy { !$0.contains("/") && !$0.hasSuffix(".deb") && !$0.hasSuffix(".apk") }
    }
}
