import DockerfileSyntax

/// What EXPOSE takes: `[[ip:]port[-port]:]port[-port][/protocol]`, of which only the last part matters.
enum PortSpecification {
    /// The ports of a text, as `80/tcp`; the protocol is `tcp` if the text has none.
    static func ports(in text: String) throws(PlanFault) -> [String] {
        do {
            return try parse(text)
        } catch {
            throw .invalidPort(text, error)
        }
    }

    /// What the checks have against a text; what is no port is the affair of `ports`.
    static func findings(in text: String) -> [CheckFinding] {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
        let last = parts[parts.count - 1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let number = last.first, !number.isEmpty else { return [] }
        let named = last.count > 1 ? last[1] : ""
        guard ["", "tcp", "udp", "sctp"].contains(named.lowercased()) else { return [] }
        var findings: [CheckFinding] = []
        if named != named.lowercased() { findings.append(.protocolCasing(text)) }
        if parts.dropLast().contains(where: { !$0.isEmpty }) { findings.append(.publishedPort(text)) }
        return findings
    }

    private static func parse(_ text: String) throws(PlanFault.PortProblem) -> [String] {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
        let last = parts[parts.count - 1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let number = last.first, !number.isEmpty else { throw .missing }
        let named = last.count > 1 ? last[1].lowercased() : ""
        let word = named.isEmpty ? "tcp" : named
        guard ["tcp", "udp", "sctp"].contains(word) else { throw .unknownProtocol(word) }
        let inside = try range(String(number))
        if parts.count > 2 { try checkAddress(parts.dropLast(2).joined(separator: ":")) }
        if parts.count > 1, !parts[parts.count - 2].isEmpty {
            let outside = parts[parts.count - 2]
            let published = try range(outside)
            guard published.count == inside.count || inside.count == 1 else {
                throw .rangesDiffer(outside, String(number))
            }
        }
        return inside.map { "\($0)/\(word)" }
    }

    private static func range(_ text: String) throws(PlanFault.PortProblem) -> ClosedRange<Int> {
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        let first = try number(ends[0])
        let last = ends.count > 1 ? try number(ends[1]) : first
        guard first <= last else { throw .reversed(text) }
        return first...last
    }

    private static func number(_ text: String) throws(PlanFault.PortProblem) -> Int {
        let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw .notANumber(text)
        }
        guard let value = Int(digits), value <= 65535 else { throw .outOfRange(text) }
        return value
    }

    /// Takes what looks like an address; a build publishes no port, so it is never used.
    private static func checkAddress(_ text: String) throws(PlanFault.PortProblem) {
        let inner = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
        let isFour =
            inner.split(separator: ".", omittingEmptySubsequences: false).count == 4
            && inner.split(separator: ".").allSatisfy { UInt8($0) != nil }
        let isSix = inner.contains(":") && inner.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        guard inner.isEmpty || isFour || isSix else { throw .invalidAddress(text) }
    }
}
