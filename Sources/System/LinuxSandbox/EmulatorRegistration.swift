import OCIFormat

/// What the kernel's binfmt_misc says of one program that runs others (kernel documentation, admin-guide/binfmt-misc).
struct EmulatorRegistration: Hashable, Sendable {
    /// The program.
    var interpreter = ""
    /// Letters of how it is run; with `F` it was opened when it was registered, and need not be in the root.
    var flags = ""
    private var isEnabled = false
    private var offset = 0
    private var magic: [UInt8] = []
    private var mask: [UInt8] = []

    /// Reads the text of a registration; nil for one that goes by a file name's extension, or is no registration.
    init?(_ text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            let value = words.count > 1 ? words[1] : ""
            switch words.first {
            case "enabled": isEnabled = true
            case "interpreter": interpreter = value
            case "flags:": flags = value
            case "offset": offset = Int(value) ?? 0
            case "magic": magic = Self.bytes(value)
            case "mask": mask = Self.bytes(value)
            default: continue
            }
        }
        if magic.isEmpty || interpreter.isEmpty { return nil }
    }

    /// Whether it takes programs with this beginning.
    func takes(_ header: [UInt8]) -> Bool {
        guard isEnabled, offset + magic.count <= header.count else { return false }
        return magic.indices.allSatisfy { index in
            let bits = index < mask.count ? mask[index] : 0xFF
            return header[offset + index] & bits == magic[index] & bits
        }
    }

    private static func bytes(_ text: String) -> [UInt8] {
        let digits = Array(text.utf8).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

/// The head of a program for an architecture, as far as registrations look at it (elf(5)).
enum ProgramHeader {
    private struct Machine {
        var number: UInt8
        var isWide = true
        var isLittle = true
    }

    private static let machines: [String: Machine] = [
        "386": Machine(number: 3, isWide: false), "amd64": Machine(number: 62),
        "arm": Machine(number: 40, isWide: false), "arm64": Machine(number: 183),
        "mips": Machine(number: 8, isWide: false, isLittle: false), "mipsle": Machine(number: 8, isWide: false),
        "mips64": Machine(number: 8, isLittle: false), "mips64le": Machine(number: 8),
        "ppc64": Machine(number: 21, isLittle: false), "ppc64le": Machine(number: 21),
        "riscv64": Machine(number: 243), "s390x": Machine(number: 22, isLittle: false),
    ]

    /// Sixty-four bytes of an executable file; nil for an architecture whose programs look otherwise.
    static func bytes(for architecture: String) -> [UInt8]? {
        if architecture == "loong64" { return bytes(of: Machine(number: 2), high: 1) }
        return machines[architecture].map { bytes(of: $0, high: 0) }
    }

    private static func bytes(of machine: Machine, high: UInt8) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        bytes.replaceSubrange(
            0..<7, with: [0x7F, 0x45, 0x4C, 0x46, machine.isWide ? 2 : 1, machine.isLittle ? 1 : 2, 1])
        let (type, number): ([UInt8], [UInt8]) =
            machine.isLittle ? ([2, 0], [machine.number, high]) : ([0, 2], [high, machine.number])
        bytes.replaceSubrange(16..<20, with: type + number)
        bytes.replaceSubrange(20..<24, with: machine.isLittle ? [1, 0, 0, 0] : [0, 0, 0, 1])
        return bytes
    }
}
