import Diagnostics

/// COPY and ADD.
extension InstructionReader {
    func copy() throws(DockerfileError) -> CopyInstruction {
        try requireDestination()
        let flags = try FlagReader(
            node.flags, of: file,
            kinds: [
                "chown": .single, "from": .single, "chmod": .single, "link": .boolean, "exclude": .list,
                "parents": .boolean,
            ])
        return CopyInstruction(
            files: try transfer(flags), from: try copySource(flags), keepsParents: flags.boolean("parents") ?? false)
    }

    /// `--from` decides the order of the stages before any variable has a value.
    private func copySource(_ flags: FlagReader) throws(DockerfileError) -> Word? {
        guard let from = flags.value("from") else { return nil }
        let plain = try Expander().expand(from, of: file) { _ in nil }.text
        guard plain == from.text else {
            throw .flag(.expandedFrom(from.text), at: .init(file: file, range: from.range))
        }
        return from
    }

    private func excludes(_ flags: FlagReader) throws(DockerfileError) -> [Word] {
        for word in flags.list("exclude") {
            do {
                _ = try IgnoreRules(patterns: [word.text])
            } catch {
                throw .flag(.invalidPattern(word.text), at: .init(file: file, range: word.range))
            }
        }
        return flags.list("exclude")
    }

    func add() throws(DockerfileError) -> AddInstruction {
        try requireDestination()
        let flags = try FlagReader(
            node.flags, of: file,
            kinds: [
                "chown": .single, "chmod": .single, "link": .boolean, "keep-git-dir": .boolean, "checksum": .single,
                "unpack": .boolean, "exclude": .list,
            ])
        return AddInstruction(
            files: try transfer(flags), keepsGitFolder: flags.boolean("keep-git-dir"),
            checksum: flags.value("checksum"), unpacks: flags.boolean("unpack"))
    }

    private func requireDestination() throws(DockerfileError) {
        guard node.words.count >= 2 else {
            throw fail(.noDestination(name))
        }
    }

    private func transfer(_ flags: FlagReader) throws(DockerfileError) -> FileTransfer {
        guard let destination = node.words.last else {
            throw fail(.noDestination(name))
        }
        guard announcedHeredoc(destination) == nil else {
            throw fail(.heredocDestination(name), at: destination)
        }
        var sources: [Word] = []
        var inlineFiles: [Heredoc] = []
        for source in node.words.dropLast() {
            if let announced = announcedHeredoc(source) {
                inlineFiles.append(node.heredocs.last { $0.name == announced.name } ?? announced)
            } else {
                sources.append(word(source))
            }
        }
        return FileTransfer(
            sources: sources, inlineFiles: inlineFiles, destination: word(destination), owner: flags.value("chown"),
            mode: flags.value("chmod"), isLinked: flags.boolean("link") ?? false, excludes: try excludes(flags))
    }

    /// A word that cannot be read as a here-document is an ordinary path.
    private func announcedHeredoc(_ text: MappedText) -> Heredoc? {
        do {
            return try Heredoc.announced(by: text.text)
        } catch {
            return nil
        }
    }
}
