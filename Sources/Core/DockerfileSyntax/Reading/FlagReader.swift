import Diagnostics

/// Reads the `--name=value` words of one instruction by the flags that it has.
struct FlagReader {
    enum Kind {
        case boolean
        case single
        case list
    }

    private let file: SourceFile
    private let kinds: [(name: String, kind: Kind)]
    private var values: [String: [Word]] = [:]
    private(set) var names: [String] = []

    init(
        _ flags: [MappedText], of file: SourceFile, kinds: KeyValuePairs<String, Kind> = [:]
    ) throws(DockerfileError) {
        self.file = file
        self.kinds = kinds.map { ($0.key, $0.value) }
        for flag in flags {
            try read(flag)
        }
    }

    /// The value of a flag that may stand once; an empty value counts as none.
    func value(_ name: String) -> Word? {
        values[name]?.first.flatMap { $0.text.isEmpty ? nil : $0 }
    }

    /// The values of a flag in the order that they were given.
    func list(_ name: String) -> [Word] {
        values[name] ?? []
    }

    /// The value of a flag that is true or false, nil when it is not given.
    func boolean(_ name: String) -> Bool? {
        values[name]?.first.map { $0.text.lowercased() != "false" }
    }

    private mutating func read(_ flag: MappedText) throws(DockerfileError) {
        let end = flag.byteRange?.upperBound ?? 0
        let place = Diagnostic.Place(file: file, range: flag.byteRange.map { file.range($0) })
        let (nameText, valueText) = flag.split(at: "=").map { ($0, Optional($1)) } ?? (flag, nil)
        let name = nameText.dropFirst(2).text
        guard let kind = kinds.first(where: { $0.name == name })?.kind else {
            let nearest = NearestName.suggestion(for: name, among: kinds.map(\.name))
            throw .flag(.unknown(name, suggestion: nearest), at: place)
        }
        guard values[name] == nil || kind == .list else {
            throw .flag(.duplicate(name), at: place)
        }
        if kind == .boolean {
            try checkBoolean(valueText, of: name, at: place)
        } else if valueText == nil {
            throw .flag(.missingValue(name), at: place)
        }
        if values[name] == nil {
            names.append(name)
        }
        values[name, default: []].append(file.word(valueText ?? MappedText(), orAt: end))
    }

    private func checkBoolean(
        _ value: MappedText?, of name: String, at place: Diagnostic.Place
    ) throws(DockerfileError) {
        guard let value else { return }
        guard !value.isEmpty else {
            throw .flag(.missingValue(name), at: place)
        }
        guard ["true", "false"].contains(value.text.lowercased()) else {
            throw .flag(.notBoolean(name: name, value: value.text), at: place)
        }
    }
}
