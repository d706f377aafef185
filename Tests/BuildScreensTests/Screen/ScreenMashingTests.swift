import TerminalCells
import Testing

@testable import BuildScreens

/// Numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct ScreenMashingTests {
    private static let names =
        Action.allCases.flatMap(KeyMap.standard.names).flatMap { $0.split(separator: " ").map { String($0) } }
        + ["space", "y", "e", "é", "漢", "backspace", "delete", "f5", "alt-x", "tab", "enter", "enter", "down", "down"]

    @Test(arguments: RecordedBuild.allCases, [UInt64(1), 2])
    func withstandsAnyKeysAtAnySize(_ build: RecordedBuild, _ seed: UInt64) throws {
        var random = SplitMix(seed: seed &* 1000 &+ UInt64(build.rawValue.utf8.count))
        var size = Size(columns: 120, rows: 40)
        var driver = ScreenDriver(size, seed == 2 ? .bare : .standard)
        var events = try build.events[...]
        for turn in 0..<120 {
            if turn.isMultiple(of: 3), let event = events.popFirst() { driver.play(event) }
            let input = Self.input(&random, size)
            if case .resize(let new) = input { size = new }
            driver.send(.input(input))
            if turn.isMultiple(of: 5) { driver.frame(after: Int64.random(in: 0...2_000_000_000, using: &random)) }
            let faults = driver.faults(size)
            #expect(faults == [], "turn \(turn): \(input)")
            if !faults.isEmpty { return }
        }
    }

    private static func input(_ random: inout SplitMix, _ size: Size) -> TerminalInput {
        switch Int.random(in: 0..<20, using: &random) {
        case 0:
            return .resize(
                Size(columns: .random(in: 0...210, using: &random), rows: .random(in: 0...60, using: &random)))
        case 1...4:
            let kinds: [MouseEvent.Kind] = [.press, .press, .release, .drag, .wheelUp, .wheelDown]
            let point = Point(
                .random(in: -1...size.columns, using: &random), .random(in: -1...size.rows, using: &random))
            return .mouse(MouseEvent(kinds.randomElement(using: &random) ?? .press, at: point))
        case 5:
            return .paste(["make", "", "漢字\u{301}", "\u{1B}[2J\r\n", "👨\u{200D}👩"].randomElement(using: &random) ?? "")
        default:
            let name = names.randomElement(using: &random) ?? "down"
            return .key(KeyPress(name: name) ?? KeyPress(.down))
        }
    }
}
