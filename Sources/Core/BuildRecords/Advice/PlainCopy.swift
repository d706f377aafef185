/// A COPY of one folder of the build context into the folder that commands run in.
struct PlainCopy: Sendable, Hashable {
    /// The folder in the context; empty for all of it.
    var source: String

    /// Reads an instruction; nil for a COPY of another form.
    init?(_ instruction: String) {
        let words = instruction.split { $0 == " " || $0 == "\t" }
        guard words.count == 3, words[0].uppercased() == "COPY", words[2] == "." || words[2] == "./",
            !words[1].contains(where: { "*?[$<\\\"'".contains($0) })
        else { return nil }
        let parts = words[1].split(separator: "/").filter { $0 != "." }
        guard !words[1].hasPrefix("-"), !parts.contains("..") else { return nil }
        source = parts.joined(separator: "/")
    }

    /// A path of the context as one below the folder; nil for what is not in it.
    func inside(_ path: String) -> String? {
        if source.isEmpty { return path }
        return path.hasPrefix(source + "/") ? String(path.dropFirst(source.utf8.count + 1)) : nil
    }

    /// A path below the folder as one of the context.
    func path(of file: String) -> String {
        source.isEmpty ? file : "\(source)/\(file)"
    }

    /// The instructions that copy some files to where the whole folder would put them, one for each of their folders.
    func lines(of files: [String]) -> [String] {
        var folders: [String] = []
        var paths: [String: [String]] = [:]
        for file in files {
            let folder = file.dividedPath.folder
            if paths[folder] == nil { folders.append(folder) }
            paths[folder, default: []].append(path(of: file))
        }
        return folders.map { folder in
            "COPY \((paths[folder] ?? []).joined(separator: " ")) \(folder.isEmpty ? "." : folder)/"
        }
    }
}
