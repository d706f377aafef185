extension ImageReference {
    /// Parses a name as Docker does.
    ///
    /// Throws `OCIFormatError.invalidReference`, saying which part is wrong.
    package init(parsing text: some StringProtocol) throws(OCIFormatError) {
        do {
            self = try ImageReference.parse(String(text))
        } catch {
            throw .invalidReference(text: String(text), problem: error)
        }
    }

    private typealias Problem = OCIFormatError.ReferenceProblem

    private static func parse(_ text: String) throws(Problem) -> ImageReference {
        guard !text.isEmpty else { throw .empty }
        for scheme in ["https://", "http://", "docker://"] where text.hasPrefix(scheme) {
            throw .hasScheme(scheme)
        }
        if text.utf8.count == 64, text.utf8.allSatisfy({ isDigit($0) || (97...102).contains($0) }) {
            throw .looksLikeIdentifier
        }
        let (named, digest) = try splitDigest(text)
        let (registry, remainder) = splitRegistry(named)
        let (path, tag) = splitTag(remainder)
        let repository = registry == defaultRegistry && !path.contains("/") ? "library/\(path)" : path
        try check(registry: registry, path: path, whole: text)
        if let tag, !isTag(tag) { throw .invalidTag(tag) }
        let length = registry.utf8.count + repository.utf8.count + 1
        guard length <= 255 else { throw .tooLong(length) }
        let defaulted = tag ?? (digest == nil ? defaultTag : nil)
        return ImageReference(registry: registry, repository: repository, tag: defaulted, digest: digest)
    }

    private static func splitDigest(_ text: String) throws(Problem) -> (String, Digest?) {
        guard let at = text.firstIndex(of: "@") else { return (text, nil) }
        do {
            return (String(text[..<at]), try Digest(parsing: text[text.index(after: at)...]))
        } catch {
            throw .invalidDigest(error.description)
        }
    }

    private static func splitRegistry(_ text: String) -> (registry: String, remainder: String) {
        guard let slash = text.firstIndex(of: "/") else { return (defaultRegistry, text) }
        let first = String(text[..<slash])
        let isHost =
            first.contains(".") || first.contains(":") || first == "localhost" || first.lowercased() != first
        guard isHost else { return (defaultRegistry, text) }
        let remainder = String(text[text.index(after: slash)...])
        return (first == "index.docker.io" ? defaultRegistry : first, remainder)
    }

    private static func splitTag(_ text: String) -> (path: String, tag: String?) {
        guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    private static func check(registry: String, path: String, whole: String) throws(Problem) {
        guard !path.isEmpty else { throw .empty }
        guard isHost(registry) else { throw .invalidHost(registry) }
        guard path.lowercased() == path else {
            let lower = whole.replacing(path, with: path.lowercased())
            throw .uppercase(suggestion: lower)
        }
        for part in path.split(separator: "/", omittingEmptySubsequences: false) where !isComponent(part) {
            // A lone upper-case first component is read as a host, so name the whole of what is wrong.
            throw .invalidComponent(part.isEmpty ? path : String(part))
        }
    }
}

/// The grammar of names (github.com/distribution/reference, reference.go).
extension ImageReference {
    /// Lower-case letters and digits in runs, between them `.`, `_`, `__` or any number of `-`.
    private static func isComponent(_ part: Substring) -> Bool {
        guard let first = part.utf8.first, let last = part.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        let separators = part.utf8.split(omittingEmptySubsequences: true, whereSeparator: isAlphanumeric)
        return separators.allSatisfy { run in
            let run = Array(run)
            return run == [46] || run == [95] || run == [95, 95] || run.allSatisfy { $0 == 45 }
        }
    }

    private static func isTag(_ tag: String) -> Bool {
        guard let first = tag.utf8.first, tag.utf8.count <= 128, isWord(first) else { return false }
        return tag.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    private static func isHost(_ text: String) -> Bool {
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { return false }
            let inner = text[text.index(after: text.startIndex)..<close]
            let isAddress = !inner.isEmpty && inner.allSatisfy { $0.isHexDigit || $0 == ":" }
            return isAddress && isPortSuffix(text[text.index(after: close)...])
        }
        let host = text.prefix { $0 != ":" }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy(isHostLabel) && isPortSuffix(text[host.endIndex...])
    }

    private static func isHostLabel(_ label: Substring) -> Bool {
        guard let first = label.utf8.first, let last = label.utf8.last else { return false }
        let isLetterOrDigit: (UInt8) -> Bool = { isAlphanumeric($0) || (65...90).contains($0) }
        return isLetterOrDigit(first) && isLetterOrDigit(last)
            && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isPortSuffix(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        let digits = text.dropFirst()
        return text.first == ":" && !digits.isEmpty && digits.utf8.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || (97...122).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || (65...90).contains(byte) || byte == UInt8(ascii: "_")
    }
}
