/// One pattern of an ignore file, made ready for fast matching.
struct IgnorePattern: Hashable, Sendable {
    private enum Matcher: Hashable, Sendable {
        case everything
        case exact([UInt8])
        case prefix([UInt8])
        /// Ends in the bytes, which begin with a slash, or is what follows that slash.
        case suffix([UInt8])
        case glob(GlobTokens)
    }

    private let matcher: Matcher

    /// The bytes with which every match begins.
    private let literalPrefix: [UInt8]

    /// Reads a pattern that is clean: no `.`, no double slash, no slash at its end.
    init(_ pattern: String) throws(PatternFault) {
        _ = try PathGlob(pattern)
        var reader = GlobReader(pattern)
        var tokens = GlobTokens()
        var startsDeep = false
        var isPlain = true
        var endsDeep = false
        while !reader.isAtEnd {
            let isFirst = reader.index == 0
            guard reader.take("*") else {
                let isOrdinary = try reader.readPlain(into: &tokens)
                isPlain = isPlain && isOrdinary
                continue
            }
            guard reader.take("*") else {
                tokens.append(.star)
                isPlain = false
                continue
            }
            _ = reader.take("/")
            endsDeep = reader.isAtEnd
            tokens.append(endsDeep ? .rest : .folders)
            if isFirst {
                startsDeep = true
            } else if !endsDeep || startsDeep {
                isPlain = false
            }
        }
        literalPrefix = startsDeep ? [] : tokens.literalPrefix
        let bytes = Array(pattern.utf8)
        switch (isPlain, startsDeep, endsDeep) {
        case (false, _, _): matcher = .glob(tokens)
        case (true, true, _): matcher = bytes.count == 2 ? .everything : .suffix(Array(bytes.dropFirst(2)))
        case (true, false, true): matcher = .prefix(Array(bytes.dropLast(2)))
        case (true, false, false): matcher = .exact(bytes)
        }
    }

    func matches(_ path: [UInt8]) -> Bool {
        switch matcher {
        case .everything: true
        case .exact(let bytes): path == bytes
        case .prefix(let bytes): path.starts(with: bytes)
        case .suffix(let bytes):
            path.hasSuffix(bytes) || (bytes.first == UInt8(ascii: "/") && path.elementsEqual(bytes.dropFirst()))
        case .glob(let tokens): tokens.matches(path)
        }
    }

    /// False only when nothing inside `folder` can match.
    func mayMatch(below folder: [UInt8]) -> Bool {
        if case .exact(let bytes) = matcher {
            return bytes.starts(with: folder + [UInt8(ascii: "/")])
        }
        let inside = folder + [UInt8(ascii: "/")]
        return inside.starts(with: literalPrefix) || literalPrefix.starts(with: inside)
    }
}
