/// A command that fetches what a project depends on, and needs nothing of the project but a few known files.
struct DependencyCommand: Sendable, Hashable {
    /// The file without which the command does nothing; for those that name their files, all of these.
    var required: [String]
    /// Files that it reads where they are there.
    var optional: [String] = []

    /// What a RUN instruction needs of the project's files; nil where that is not known.
    ///
    /// All commands of the instruction must be known: those of the table, and such as read no files of a project.
    init?(instruction: String) {
        guard let script = Self.script(of: instruction) else { return nil }
        var found: DependencyCommand?
        for command in Self.commands(in: script) {
            if let known = Self.table(command) {
                guard found == nil || found == known else { return nil }
                found = known
            } else if !Self.isHarmless(command) {
                return nil
            }
        }
        guard let found else { return nil }
        self = found
    }

    private init(_ required: [String], _ optional: [String] = []) {
        self.required = required
        self.optional = optional
    }

    /// The shell text behind the flags of a RUN; nil for other forms, and where files of elsewhere are mounted.
    private static func script(of instruction: String) -> String? {
        var words = instruction.split { $0 == " " || $0 == "\t" || $0 == "\n" }
        guard let first = words.first, first.uppercased() == "RUN" else { return nil }
        words.removeFirst()
        while let flag = words.first, flag.hasPrefix("--") {
            if flag.hasPrefix("--mount="), !flag.contains(part: "type=cache"), !flag.contains(part: "type=secret") {
                return nil
            }
            words.removeFirst()
        }
        guard let start = words.first, !start.hasPrefix("["), !start.hasPrefix("<<") else { return nil }
        return words.joined(separator: " ")
    }

    private static func commands(in script: String) -> [[Substring]] {
        var commands: [[Substring]] = [[]]
        for word in script.split(separator: " ") {
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

// MARK: - What is known

extension DependencyCommand {
    private static func table(_ words: [Substring]) -> DependencyCommand? {
        // Pipes, redirections and what a shell puts in may read anything.
        guard let program = words.first, !words.contains(where: { $0.contains { "|<>`$()&".contains($0) } }) else {
            return nil
        }
        let arguments = words.dropFirst().filter { !$0.hasPrefix("-") }
        let verb = arguments.first ?? ""
        let isPlain = !arguments.contains { $0.hasPrefix(".") || $0.hasPrefix("/") }
        let isGlobal = words.contains("-g") || words.contains("--global")
        switch (program, verb) {
        case ("go", "mod") where arguments.dropFirst().first == "download":
            return DependencyCommand(["go.mod"], ["go.sum"])
        case ("npm", "install"), ("npm", "i"), ("npm", "ci"):
            guard isPlain, !isGlobal else { return nil }
            return DependencyCommand(["package.json"], ["package-lock.json", "npm-shrinkwrap.json", ".npmrc"])
        case ("yarn", "install"), ("yarn", ""):
            return isPlain ? DependencyCommand(["package.json"], ["yarn.lock", ".yarnrc", ".yarnrc.yml"]) : nil
        case ("pnpm", "install"), ("pnpm", "i"):
            return isPlain ? DependencyCommand(["package.json"], ["pnpm-lock.yaml", ".npmrc"]) : nil
        case ("pip", "install"), ("pip3", "install"):
            return requirements(words.dropFirst(2))
        case ("python", _), ("python3", _):
            guard words.dropFirst().prefix(3) == ["-m", "pip", "install"] else { return nil }
            return requirements(words.dropFirst(4))
        case ("cargo", "fetch"):
            return DependencyCommand(["Cargo.toml"], ["Cargo.lock"])
        case ("bundle", "install"), ("bundle", ""):
            return DependencyCommand(["Gemfile"], ["Gemfile.lock", ".ruby-version"])
        case ("mvn", _):
            let goals: Set<Substring> = ["dependency:go-offline", "dependency:resolve", "dependency:resolve-plugins"]
            return !arguments.isEmpty && arguments.allSatisfy(goals.contains) ? DependencyCommand(["pom.xml"]) : nil
        case ("composer", "install"):
            return isPlain ? DependencyCommand(["composer.json"], ["composer.lock"]) : nil
        default:
            return nil
        }
    }

    /// `pip install -r FILE…` without anything else that may be of the project.
    private static func requirements(_ words: ArraySlice<Substring>) -> DependencyCommand? {
        var files: [String] = []
        var rest = words
        while let word = rest.popFirst() {
            if word == "-r" || word == "--requirement" || word == "-c" || word == "--constraint" {
                guard let file = rest.popFirst() else { return nil }
                files.append(String(file))
            } else if word.hasPrefix("--requirement=") || word.hasPrefix("--constraint=") {
                files += word.split(separator: "=").dropFirst().map(String.init)
            } else if word == "-e" || word == "--editable" || word.hasPrefix(".") || word.hasPrefix("/") {
                return nil
            }
        }
        let isInside = files.allSatisfy { !$0.hasPrefix("/") && !$0.hasPrefix("..") }
        return files.isEmpty || !isInside ? nil : DependencyCommand(files)
    }

    /// Whether a command reads no file of a project.
    private static func isHarmless(_ words: [Substring]) -> Bool {
        let programs: Set<Substring> = ["sleep", "apk", "apt-get", "apt", "echo", "true", "set", "mkdir", "date", ":"]
        guard let program = words.first, programs.contains(program) else { return false }
        return !words.contains { $0.contains { "|<`$(&".contains($0) } || $0.hasPrefix("./") }
    }
}

extension Substring {
    fileprivate func contains(part: String) -> Bool {
        indices.contains { self[$0...].hasPrefix(part) }
    }
}
