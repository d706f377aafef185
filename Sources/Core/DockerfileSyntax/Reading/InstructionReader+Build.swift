import Diagnostics

/// FROM, ONBUILD and HEALTHCHECK.
extension InstructionReader {
    func from() throws(DockerfileError) -> FromInstruction {
        let words = node.words
        guard words.count == 1 || (words.count == 3 && words[1].text.lowercased() == "as") else {
            throw fail(.fromArguments)
        }
        let name = words.count == 3 ? words[2] : nil
        if let name, !Self.isStageName(name.text.lowercased()) {
            throw fail(.invalidStageName(name.text), at: name)
        }
        let flags = try FlagReader(node.flags, of: file, kinds: ["platform": .single])
        return FromInstruction(
            image: word(words[0]), platform: flags.value("platform"), asKeyword: name.map { _ in word(words[1]) },
            name: name.map(word), description: name.flatMap { description(of: $0.text.lowercased()) })
    }

    /// A letter, then letters, digits and `-_.`.
    private static func isStageName(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, ("a"..."z").contains(first) else { return false }
        return name.unicodeScalars.allSatisfy { scalar in
            ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || "-_.".unicodeScalars.contains(scalar)
        }
    }

    func onbuild() throws(DockerfileError) -> OnbuildInstruction {
        guard let nested = node.nested else {
            throw fail(.atLeastOneArgument(name))
        }
        try noFlags()
        switch nested.keyword.text.lowercased() {
        case "onbuild": throw fail(.chainedOnbuild, at: nested.keyword)
        case "from", "maintainer":
            throw fail(.forbiddenTrigger(nested.keyword.text.uppercased()), at: nested.keyword)
        default: break
        }
        let heredocs = node.heredocs.map { "\n\($0.text)\($0.name)" }
        let start = node.original.elements.firstIndex { $0.offset >= nested.offset } ?? 0
        return OnbuildInstruction(expression: node.original.dropFirst(start).text + heredocs.joined())
    }

    func healthcheck() throws(DockerfileError) -> HealthcheckInstruction {
        guard let type = node.words.first else {
            throw fail(.atLeastOneArgument(name))
        }
        let arguments = Array(node.words.dropFirst())
        switch type.text.uppercased() {
        case "NONE":
            guard arguments.isEmpty else {
                throw fail(.healthcheckNoneArguments)
            }
            return .none
        case "CMD":
            guard !arguments.isEmpty else {
                throw fail(.healthcheckWithoutCommand)
            }
            return .check(try healthcheck(command: commandForm(of: arguments)))
        default:
            throw fail(.healthcheckType(type.text.uppercased()), at: type)
        }
    }

    private func healthcheck(command: CommandForm) throws(DockerfileError) -> Healthcheck {
        let flags = try FlagReader(
            node.flags, of: file,
            kinds: [
                "interval": .single, "timeout": .single, "start-period": .single, "start-interval": .single,
                "retries": .single,
            ])
        return Healthcheck(
            command: command,
            interval: try duration("interval", in: flags),
            timeout: try duration("timeout", in: flags),
            startPeriod: try duration("start-period", in: flags),
            startInterval: try duration("start-interval", in: flags),
            retries: try retries(in: flags))
    }

    private func duration(_ name: String, in flags: FlagReader) throws(DockerfileError) -> Duration? {
        guard let word = flags.value(name) else { return nil }
        let place = Diagnostic.Place(file: file, range: word.range)
        guard let duration = DurationText.parse(word.text) else {
            throw .flag(.invalidDuration(name: name, value: word.text), at: place)
        }
        guard duration != .zero else { return nil }
        guard duration >= .milliseconds(1) else {
            throw .flag(.shortDuration(name), at: place)
        }
        return duration
    }

    private func retries(in flags: FlagReader) throws(DockerfileError) -> Int {
        guard let word = flags.value("retries") else { return 0 }
        let place = Diagnostic.Place(file: file, range: word.range)
        guard let number = Int32(word.text) else {
            throw .flag(.invalidRetries(word.text), at: place)
        }
        guard number >= 0 else {
            throw .flag(.negativeRetries(word.text), at: place)
        }
        return Int(number)
    }
}
