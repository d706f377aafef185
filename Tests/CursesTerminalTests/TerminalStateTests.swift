import Glibc
import TerminalCells
import Testing

@testable import CursesTerminal

extension OneTerminalAtATime {
    @Suite(.serialized) struct State {
        @Test(arguments: ["xterm-256color", "tmux-256color", "linux", "vt100"])
        func isAsBeforeWhenClosed(term: String) async throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let before = pseudo.modes
            let terminal = try pseudo.open(term)
            #expect(pseudo.modes != before)
            terminal.draw(Screen(size: terminal.size))
            await terminal.whenPainted()
            terminal.close()
            #expect(pseudo.modes == before)
            #expect(pseudo.shows { $0.emulator.modes == [7, 25] })
        }

        @Test func isAsBeforeWhenNothingWasDrawn() throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let before = pseudo.modes
            _ = try pseudo.open()
            #expect(pseudo.modes == before)
            #expect(pseudo.shows { $0.emulator.modes == [7, 25] && !$0.output.isEmpty })
        }

        @Test func isAsBeforeWhenPutBackAtOnce() async throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let before = pseudo.modes
            let terminal = try pseudo.open()
            #expect(pseudo.shows { $0.emulator.modes.isSuperset(of: [1049, 2004, 1006]) })
            CursesTerminal.restoreNow()
            #expect(pseudo.modes == before)
            #expect(pseudo.shows { $0.emulator.modes == [7, 25] })
            pseudo.forgetOutput()
            // What is drawn later, before the process has ended, is not shown.
            terminal.draw(Screen(size: terminal.size))
            await terminal.whenPainted()
            #expect(pseudo.output == [])
        }

        @Test func closesTwiceAndOpensAgain() async throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open()
            terminal.close()
            terminal.close()
            terminal.draw(Screen(size: terminal.size))
            await terminal.whenPainted()
            var inputs = terminal.inputs.makeAsyncIterator()
            #expect(await inputs.next() == .resize(Size(columns: 20, rows: 5)))
            #expect(await inputs.next() == nil)
            let again = try pseudo.open()
            #expect(again.size == Size(columns: 20, rows: 5))
        }

        @Test func isOpenOnce() throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open()
            #expect(throws: TerminalError.alreadyOpen) { try pseudo.open() }
            terminal.close()
        }

        @Test func isTakenBackAfterAStop() async throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open()
            let modes = pseudo.modes
            var inputs = terminal.inputs.makeAsyncIterator()
            _ = await inputs.next()
            var screen = Screen(size: terminal.size)
            screen.draw("as before", at: .zero, in: screen.area)
            terminal.draw(screen)
            try #require(pseudo.difference(from: screen) == nil)
            pseudo.garble("\u{1B}[?1049l\u{1B}[H$ fg")
            kill(getpid(), SIGCONT)
            #expect(await inputs.next() == .resumed)
            #expect(pseudo.difference(from: screen) == nil)
            #expect(pseudo.emulator.modes.isSuperset(of: [1049, 2004, 1006]))
            #expect(pseudo.modes == modes)
        }

        @Test func isPaintedWholeWhenAsked() throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open()
            var screen = Screen(size: terminal.size)
            screen.draw("as before", at: .zero, in: screen.area)
            terminal.draw(screen)
            try #require(pseudo.difference(from: screen) == nil)
            pseudo.garble("\u{1B}[3;3Hnoise")
            terminal.repaint()
            #expect(pseudo.difference(from: screen) == nil)
        }

        @Test func isPutBackEvenIfItTakesNothingMore() throws {
            let pseudo = PseudoTerminal(columns: 200, rows: 60)
            let before = pseudo.modes
            let terminal = try pseudo.open()
            var random = Random(state: 1)
            for _ in 0..<20 where !terminal.isBehind {
                terminal.draw(random.screen(of: terminal.size))
            }
            terminal.draw(random.screen(of: terminal.size))
            terminal.close()
            #expect(pseudo.modes == before)
            pseudo.hangUp()
            terminal.close()
        }

        @Test func isToldToBeGone() async throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open()
            var inputs = terminal.inputs.makeAsyncIterator()
            _ = await inputs.next()
            pseudo.hangUp()
            #expect(await inputs.next() == .closed)
            terminal.draw(Screen(size: terminal.size))
            await terminal.whenPainted()
            terminal.close()
            #expect(await inputs.next() == nil)
        }

        @Test func leavesSignalsAsTheyWere() throws {
            let numbers = [SIGINT, SIGTERM, SIGTSTP, SIGWINCH, SIGCONT, SIGSEGV, SIGABRT, SIGQUIT]
            let handlers = { numbers.map(Self.handler) }
            let before = handlers()
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open()
            #expect(handlers() != before)
            terminal.close()
            #expect(handlers() == before)
        }

        private static func handler(of number: CInt) -> UInt {
            var action = sigaction()
            sigaction(number, nil, &action)
            return unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
        }

        @Test(arguments: [nil, "", "dumb"] as [String?]) func needsATerminalThatCanDoSomething(term: String?) {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            #expect(throws: TerminalError.dumb) {
                try CursesTerminal(TerminalOptions(term: term, descriptor: pseudo.terminal))
            }
        }

        @Test func needsATypeThatIsKnown() {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let before = pseudo.modes
            #expect(throws: TerminalError.unknownType("no-such-terminal")) {
                try pseudo.open("no-such-terminal", colorTerm: nil)
            }
            #expect(pseudo.modes == before)
        }

        @Test func needsATerminal() throws {
            var ends: [CInt] = [0, 0]
            try #require(pipe(&ends) == 0)
            defer { ends.forEach { close($0) } }
            #expect(throws: TerminalError.noTerminal) {
                try CursesTerminal(TerminalOptions(term: "xterm", descriptor: ends[0]))
            }
        }
    }

    @Suite(.serialized) struct Colors {
        @Test(arguments: [
            ("xterm-256color", "truecolor" as String?, false, ColorDepth.direct),
            ("xterm-256color", "24bit", false, .direct),
            ("tmux-256color", "truecolor", false, .direct), ("screen-256color", "truecolor", false, .direct),
            ("alacritty", "truecolor", false, .direct), ("xterm-256color", nil, false, .indexed),
            ("xterm-256color", "yes", false, .indexed), ("xterm", nil, false, .sixteen),
            ("linux", "truecolor", false, .sixteen), ("vt100", nil, false, .none),
            ("xterm-256color", "truecolor", true, .none),
        ])
        func areAsManyAsTheTerminalShows(term: String, colorTerm: String?, noColor: Bool, depth: ColorDepth) throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open(term, colorTerm: colorTerm, noColor: noColor)
            #expect(terminal.depth == depth)
        }

        @Test(arguments: [
            ("xterm-256color", "truecolor" as String?, false, Color.rgb(255, 135, 1) as Color?),
            ("xterm-256color", nil, false, .indexed(208)), ("linux", nil, false, .indexed(1)),
            ("xterm-256color", "truecolor", true, nil),
        ])
        func areTheNearestShown(term: String, colorTerm: String?, noColor: Bool, shown: Color?) throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 2)
            let terminal = try pseudo.open(term, colorTerm: colorTerm, noColor: noColor)
            var screen = Screen(size: terminal.size)
            let style = Style(foreground: .rgb(255, 135, 1), attributes: .bold)
            screen.draw("x", at: .zero, in: screen.area, style: style)
            terminal.draw(screen)
            #expect(pseudo.shows { $0.emulator.cells[0].text == "x" })
            #expect(pseudo.emulator.cells[0].style.foreground == shown)
            #expect(pseudo.emulator.cells[0].style.attributes.contains(.bold))
        }

        @Test func makeRoomForNewPairs() throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 4)
            // 64 pairs, of which these two screens need 72 and share none.
            let terminal = try pseudo.open("linux", colorTerm: nil)
            for first in [UInt8(0), 4] {
                var screen = Screen(size: terminal.size)
                for place in 0..<36 {
                    let style = Style(
                        foreground: place % 9 == 8 ? nil : .indexed(UInt8(place % 9)),
                        background: .indexed(first + UInt8(place / 9)))
                    screen.draw("x", at: Point(place % 18, place / 18), in: screen.area, style: style)
                }
                terminal.draw(screen)
                #expect(pseudo.difference(from: screen) == nil)
            }
        }
    }
}

@Suite struct ColorPairsTests {
    @Test func areMadeOnceEachWhileThereIsRoom() {
        var pairs = ColorPairs(limit: 3)
        var made: [Int32] = []
        let numbers = [(1, -1), (2, 4), (1, -1), (-1, -1), (5, 5)].map { foreground, background in
            pairs.pair(for: ColorPairs.Colors(foreground: foreground, background: background)) { pair, _ in
                made.append(pair)
            }
        }
        #expect(numbers == [1, 2, 1, 0, nil])
        #expect(made == [1, 2])
    }
}
