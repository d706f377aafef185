import Glibc
import TerminalCells
import Testing

@testable import CursesTerminal

/// ncurses knows one terminal at a time, so all that opens one runs in turn.
@Suite(.serialized, .timeLimit(.minutes(10))) enum OneTerminalAtATime {}

extension PseudoTerminal {
    func open(
        _ term: String = "xterm-256color", colorTerm: String? = "truecolor", noColor: Bool = false
    ) throws -> CursesTerminal {
        try CursesTerminal(
            TerminalOptions(term: term, colorTerm: colorTerm, noColor: noColor, descriptor: terminal))
    }
}

extension OneTerminalAtATime {
    @Suite(.serialized) struct Drawing {
        @Test func paintsTheCellBuffer() throws {
            let pseudo = PseudoTerminal(columns: 40, rows: 6)
            let terminal = try pseudo.open()
            var screen = Screen(size: terminal.size)
            screen.draw("plain", at: .zero, in: screen.area)
            screen.draw(
                "styled", at: Point(8, 0), in: screen.area,
                style: Style(foreground: .rgb(255, 135, 0), background: .rgb(30, 30, 46), attributes: [.bold, .italic]))
            screen.draw("palette", at: Point(20, 0), in: screen.area, style: Style(foreground: .indexed(12)))
            screen.draw("日本語│e\u{301}x", at: Point(3, 2), in: screen.area, style: Style(attributes: .underline))
            screen.fill(Rect(0, 3, 40, 1), with: "─", style: Style(foreground: .indexed(200), attributes: .dim))
            terminal.draw(screen)
            #expect(pseudo.difference(from: screen) == nil)
            #expect(pseudo.emulator.unknown == [])
        }

        @Test func fillsTheLastRowToItsLastColumn() throws {
            let pseudo = PseudoTerminal(columns: 10, rows: 3)
            let terminal = try pseudo.open()
            var screen = Screen(size: terminal.size)
            screen.fill(screen.area, with: "#")
            terminal.draw(screen)
            #expect(pseudo.difference(from: screen) == nil)
            screen.draw("界", at: Point(8, 2), in: screen.area)
            terminal.draw(screen)
            #expect(pseudo.difference(from: screen) == nil)
            screen.draw("界", at: Point(7, 2), in: screen.area)
            terminal.draw(screen)
            #expect(pseudo.difference(from: screen) == nil)
        }

        @Test func writesOnlyWhatChanged() throws {
            let pseudo = PseudoTerminal(columns: 80, rows: 24)
            let terminal = try pseudo.open()
            var screen = Screen(size: terminal.size)
            screen.fill(screen.area, with: "x", style: Style(foreground: .rgb(1, 2, 3)))
            terminal.draw(screen)
            #expect(pseudo.difference(from: screen) == nil)
            pseudo.forgetOutput()
            screen.draw("o", at: Point(40, 12), in: screen.area)
            terminal.draw(screen)
            #expect(pseudo.difference(from: screen) == nil)
            #expect(pseudo.output.count < 60)
        }

        @Test(arguments: 0..<8) func paintsWhateverFollowsWhatever(seed: Int) throws {
            let pseudo = PseudoTerminal(columns: 24, rows: 7)
            let terminal = try pseudo.open()
            var random = Random(state: UInt64(seed + 1))
            for _ in 0..<25 {
                let screen = random.screen(of: terminal.size)
                terminal.draw(screen)
                try #require(pseudo.difference(from: screen) == nil)
            }
            #expect(pseudo.emulator.unknown == [])
        }

        @Test func showsTheCursorWhereTheScreenHasOne() throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open()
            var screen = Screen(size: terminal.size)
            screen.cursor = Point(7, 3)
            terminal.draw(screen)
            #expect(pseudo.shows { $0.emulator.modes.contains(25) && $0.emulator.cursor == Point(7, 3) })
            screen.cursor = nil
            terminal.draw(screen)
            #expect(pseudo.shows { !$0.emulator.modes.contains(25) })
        }

        @Test func cutsAScreenThatIsTooLarge() throws {
            let pseudo = PseudoTerminal(columns: 5, rows: 2)
            let terminal = try pseudo.open()
            var screen = Screen(size: Size(columns: 9, rows: 4))
            screen.fill(screen.area, with: "y")
            screen.draw("界", at: Point(4, 0), in: screen.area)
            terminal.draw(screen)
            #expect(pseudo.shows { $0.emulator.text == ["yyyy\u{FFFD}", "yyyyy"] })
        }

        @Test func saysWhenItIsBehind() async throws {
            let pseudo = PseudoTerminal(columns: 200, rows: 60)
            let terminal = try pseudo.open()
            var random = Random(state: 1)
            // Nobody reads what is written, so that one of these is more than the line takes.
            for _ in 0..<20 where !terminal.isBehind {
                terminal.draw(random.screen(of: terminal.size))
            }
            let last = random.screen(of: terminal.size)
            terminal.draw(last)
            #expect(terminal.isBehind)
            #expect(pseudo.difference(from: last) == nil)
            await terminal.whenPainted()
            #expect(!terminal.isBehind)
        }

        @Test func marksFramesForTerminalsThatShowThemAtOnce() throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open()
            #expect(pseudo.shows { String(decoding: $0.output, as: UTF8.self).contains("\u{1B}[?2026$p") })
            pseudo.forgetOutput()
            pseudo.type("\u{1B}[?2026;2$y")
            var screen = Screen(size: terminal.size)
            let isMarked = pseudo.shows { pseudo in
                // The answer and the first screens may cross.
                screen.draw("\(pseudo.output.count)", at: .zero, in: screen.area)
                terminal.draw(screen)
                let text = String(decoding: pseudo.output, as: UTF8.self)
                guard let begin = text.firstRange(of: "\u{1B}[?2026h") else { return false }
                return text[begin.upperBound...].contains("\u{1B}[?2026l")
            }
            #expect(isMarked)
        }

        @Test func takesADifferentSize() async throws {
            let pseudo = PseudoTerminal(columns: 30, rows: 8)
            let terminal = try pseudo.open()
            var inputs = terminal.inputs.makeAsyncIterator()
            #expect(await inputs.next() == .resize(Size(columns: 30, rows: 8)))
            for size in [Size(columns: 50, rows: 20), Size(columns: 3, rows: 1), Size(columns: 90, rows: 4)] {
                pseudo.resize(columns: size.columns, rows: size.rows)
                #expect(await inputs.next() == .resize(size))
                #expect(terminal.size == size)
                var screen = Screen(size: size)
                screen.fill(screen.area, with: "z", style: Style(background: .indexed(4)))
                terminal.draw(screen)
                #expect(pseudo.difference(from: screen) == nil)
            }
        }

        @Test func takesAUsualSizeWhereTheTerminalTellsNone() throws {
            let pseudo = PseudoTerminal(columns: 0, rows: 0)
            let terminal = try pseudo.open()
            #expect(terminal.size == Size(columns: 80, rows: 24))
        }
    }
}

/// Screens by chance, the same ones each time.
struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func screen(of size: Size) -> Screen {
        let texts = ["a", " ", "界", "語", "e\u{301}", "│", "◆", "0123456789", "          ", "x\u{323}\u{301}"]
        let colors: [Color?] = [nil, .indexed(3), .indexed(9), .indexed(77), .rgb(0, 4, 32), .rgb(200, 10, 90)]
        var screen = Screen(size: size)
        for _ in 0..<(size.columns * size.rows / 2) {
            let style = Style(
                foreground: colors.randomElement(using: &self) ?? nil,
                background: colors.randomElement(using: &self) ?? nil,
                attributes: Style.Attributes(rawValue: UInt8.random(in: 0..<32, using: &self)))
            screen.draw(
                texts.randomElement(using: &self) ?? "",
                at: Point(.random(in: -1..<size.columns, using: &self), .random(in: 0..<size.rows, using: &self)),
                in: screen.area, style: style)
        }
        return screen
    }
}
