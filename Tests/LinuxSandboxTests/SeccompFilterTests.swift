import LinuxSystem
import Testing

@testable import LinuxSandbox

@Suite struct SeccompFilterTests {
    @Test(arguments: [
        (bytes: "", text: ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64HasPadding(bytes: String, text: String) {
        #expect(base64(Array(bytes.utf8)) == text)
    }

    @Test func aFilterAllowsWhatStepsNeedAndRefusesTheRest() throws {
        let filter = try #require(SeccompFilter.compiled())
        let machine = FilterMachine(program: filter)
        #expect(machine.answer(to: .read) == .allow)
        #expect(machine.answer(to: .chroot) == .allow)
        #expect(machine.answer(to: .mount) == .refuse(1))
        #expect(machine.answer(to: .unshare) == .refuse(1))
        #expect(machine.answer(to: .clone3) == .refuse(38))
        #expect(machine.answer(to: 499) == .refuse(38))
        #expect(machine.answer(to: .fchmodat2) == .allow)
    }

    @Test func argumentsDecideWhereTheyMatter() throws {
        let machine = FilterMachine(program: try #require(SeccompFilter.compiled()))
        #expect(machine.answer(to: .clone, [0x11]) == .allow)
        #expect(machine.answer(to: .clone, [0x1000_0011]) == .refuse(1))
        #expect(machine.answer(to: .socket, [2]) == .allow)
        #expect(machine.answer(to: .socket, [38]) == .refuse(1))
        #expect(machine.answer(to: .socket, [40]) == .refuse(1))
        #expect(machine.answer(to: .personality, [0x20008]) == .allow)
        #expect(machine.answer(to: .personality, [0x40000]) == .refuse(1))
    }
}

/// Numbers of system calls on this architecture.
private enum Call {
    #if arch(x86_64)
        static let architecture: UInt32 = 0xC000_003E
        static let numbers = [0, 56, 41, 135, 161, 165, 272]
    #else
        static let architecture: UInt32 = 0xC000_00B7
        static let numbers = [63, 220, 198, 92, 51, 40, 97]
    #endif
}

extension Int {
    fileprivate static var read: Int { Call.numbers[0] }
    fileprivate static var clone: Int { Call.numbers[1] }
    fileprivate static var socket: Int { Call.numbers[2] }
    fileprivate static var personality: Int { Call.numbers[3] }
    fileprivate static var chroot: Int { Call.numbers[4] }
    fileprivate static var mount: Int { Call.numbers[5] }
    fileprivate static var unshare: Int { Call.numbers[6] }
    fileprivate static let clone3 = 435
    fileprivate static let fchmodat2 = 452
}

/// Runs a classic BPF program as the kernel does for seccomp(2), for the instructions that libseccomp writes.
private struct FilterMachine {
    enum Answer: Equatable {
        case allow
        case refuse(UInt32)
        case other(UInt32)
    }

    let program: [UInt8]

    func answer(to call: Int, _ arguments: [UInt64] = []) -> Answer {
        let all = arguments + Array(repeating: 0, count: 6 - arguments.count)
        let head: [UInt32] = [UInt32(call), Call.architecture, 0, 0]
        let words = all.reduce(into: head) { $0 += [UInt32($1 & 0xFFFF_FFFF), UInt32($1 >> 32)] }
        let result = run(words)
        if result == 0x7FFF_0000 { return .allow }
        return result >> 16 == 5 ? .refuse(result & 0xFFFF) : .other(result)
    }

    private func run(_ words: [UInt32]) -> UInt32 {
        var place = 0
        var accumulator: UInt32 = 0
        while place * 8 + 8 <= program.count {
            let bytes = program[place * 8..<place * 8 + 8].map { UInt32($0) }
            let value = bytes[4] | bytes[5] << 8 | bytes[6] << 16 | bytes[7] << 24
            place += 1
            switch bytes[0] | bytes[1] << 8 {
            case 0x20: accumulator = words[Int(value) / 4]
            case 0x06: return value
            case 0x05: place += Int(value)
            case 0x54: accumulator &= value
            case 0x15: place += Int(accumulator == value ? bytes[2] : bytes[3])
            case 0x25: place += Int(accumulator > value ? bytes[2] : bytes[3])
            case 0x35: place += Int(accumulator >= value ? bytes[2] : bytes[3])
            default: return 0
            }
        }
        return 0
    }
}
