package import Diagnostics

/// What `--chmod` does to a file's mode: an octal mode, or symbolic clauses as chmod(1) reads them with a umask of 0.
package struct FileModeChange: Hashable, Sendable {
    private enum Step: Hashable, Sendable {
        case set(UInt32)
        case clear(UInt32)
        /// Sets when the file was executable for anybody at the start, or is a folder.
        case setIfExecutable(UInt32)
        /// Copies the bits of one class of users to others.
        case copy(from: UserClass, to: [UserClass], operation: Unicode.Scalar)
    }

    private enum UserClass: UInt32, CaseIterable, Hashable, Sendable {
        case others = 0
        case group = 3
        case user = 6
    }

    private var steps: [Step] = []

    /// Reads an octal number up to 07777, or clauses such as `u=rwX,go=r`.
    package static func parse(_ text: String) throws(FlagFault) -> FileModeChange {
        if let first = text.unicodeScalars.first, ("0"..."9").contains(first) {
            guard let mode = UInt32(text, radix: 8), mode <= 0o7777 else { throw .invalidMode(text) }
            return FileModeChange(steps: [.clear(0o7777), .set(mode)])
        }
        guard !text.isEmpty else { throw .invalidMode(text) }
        var change = FileModeChange()
        for clause in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard change.take(clause: Array(clause.unicodeScalars)) else { throw .invalidMode(text) }
        }
        return change
    }

    /// Reads a mode that stands at `place` of a Dockerfile.
    package static func parse(
        _ text: String, at place: Diagnostic.Place
    ) throws(DockerfileError) -> FileModeChange {
        do {
            return try parse(text)
        } catch {
            throw .flag(error, at: place)
        }
    }

    /// The mode that a file or folder has afterwards; only the lower twelve bits count, other bits stay.
    package func apply(to mode: UInt32, isDirectory: Bool) -> UInt32 {
        let wasExecutable = isDirectory || mode & 0o111 != 0
        var result = mode
        for step in steps {
            switch step {
            case .set(let bits): result |= bits
            case .clear(let bits): result &= ~bits
            case .setIfExecutable(let bits): result |= wasExecutable ? bits : 0
            case .copy(let source, let targets, let operation):
                let value = result >> source.rawValue & 0o7
                for target in targets {
                    result = Self.copy(value, to: target, of: result, operation: operation)
                }
            }
        }
        return result
    }

    private static func copy(
        _ value: UInt32, to target: UserClass, of mode: UInt32, operation: Unicode.Scalar
    ) -> UInt32 {
        switch operation {
        case "+": mode | value << target.rawValue
        case "-": mode & ~(value << target.rawValue)
        default: mode & ~(0o7 << target.rawValue) | value << target.rawValue
        }
    }

    /// Reads `ugoa` once, then any number of `+`, `-` or `=` with what follows each.
    private mutating func take(clause: [Unicode.Scalar]) -> Bool {
        var index = 0
        var who: UInt32 = 0
        while index < clause.count, let bits = Self.bits(ofClass: clause[index]) {
            who |= bits
            index += 1
        }
        guard index < clause.count else { return false }
        while index < clause.count {
            let operation = clause[index]
            guard "+-=".unicodeScalars.contains(operation) else { return false }
            let end = clause[(index + 1)...].firstIndex { !"rwxXstugo".unicodeScalars.contains($0) } ?? clause.count
            take(operation, of: clause[(index + 1)..<end], for: &who)
            index = end
        }
        return true
    }

    private static func bits(ofClass scalar: Unicode.Scalar) -> UInt32? {
        switch scalar {
        case "a": 0o6777
        case "u": 0o4700
        case "g": 0o2070
        case "o": 0o0007
        default: nil
        }
    }

    private mutating func take(
        _ operation: Unicode.Scalar, of permissions: ArraySlice<Unicode.Scalar>, for who: inout UInt32
    ) {
        who &= ~0o1000
        var bits: UInt32 = 0
        var conditional: UInt32 = 0
        var isEqualDone = false
        for scalar in permissions {
            switch scalar {
            case "r": bits |= 0o444
            case "w": bits |= 0o222
            case "x": bits |= 0o111
            case "X" where operation == "-": bits |= 0o111
            case "X": conditional = 0o111
            case "s" where who == 0 || who & ~0o7 != 0: bits |= 0o6000
            case "t" where who == 0 || who & ~0o7 != 0:
                bits |= 0o1000
                if who != 0 {
                    who |= 0o1000
                }
            case "u", "g", "o":
                flush(operation, bits, conditional, who, isEqualDone: isEqualDone || bits == 0)
                (bits, conditional, isEqualDone) = (0, 0, true)
                steps.append(.copy(from: Self.userClass(scalar), to: Self.classes(in: who), operation: operation))
            default: break
            }
        }
        flush(operation, bits, conditional, who, isEqualDone: isEqualDone)
    }

    /// Adds what was gathered; an equals sign clears even when it sets nothing, but once.
    private mutating func flush(
        _ operation: Unicode.Scalar, _ bits: UInt32, _ conditional: UInt32, _ who: UInt32, isEqualDone: Bool
    ) {
        let mask = who == 0 ? 0o7777 : who
        switch operation {
        case "-":
            steps.append(.clear(bits & mask))
        case "=" where !isEqualDone || bits != 0:
            steps += [.clear(who == 0 ? 0o6777 : who), .set(bits & mask)]
        default:
            steps.append(.set(bits & mask))
        }
        steps.append(.setIfExecutable(conditional & mask))
    }

    private static func userClass(_ scalar: Unicode.Scalar) -> UserClass {
        switch scalar {
        case "u": .user
        case "g": .group
        default: .others
        }
    }

    private static func classes(in who: UInt32) -> [UserClass] {
        who == 0 ? UserClass.allCases : UserClass.allCases.filter { who & (0o4 << $0.rawValue) != 0 }
    }
}
