import TerminalCells
import Testing

@testable import CursesTerminal

extension OneTerminalAtATime {
    @Suite(.serialized) struct Keys {
        /// What is typed, and the key it is.
        static let keys: [(String, KeyPress)] = [
            ("a", KeyPress(.character("a"))), ("A", KeyPress(.character("A"))), (" ", KeyPress(.character(" "))),
            ("é", KeyPress(.character("é"))), ("界", KeyPress(.character("界"))), ("\r", KeyPress(.enter)),
            ("\t", KeyPress(.tab)), ("\u{7F}", KeyPress(.backspace)), ("\u{1B}", KeyPress(.escape)),
            ("\u{01}", KeyPress(.character("a"), .control)), ("\u{1A}", KeyPress(.character("z"), .control)),
            ("\u{03}", KeyPress(.character("c"), .control)), ("\u{1C}", KeyPress(.character("\\"), .control)),
            ("\u{00}", KeyPress(.character(" "), .control)), ("\u{1B}x", KeyPress(.character("x"), .alt)),
            ("\u{1B}é", KeyPress(.character("é"), .alt)), ("\u{1B}[A", KeyPress(.up)), ("\u{1B}OA", KeyPress(.up)),
            ("\u{1B}[B", KeyPress(.down)), ("\u{1B}OC", KeyPress(.right)), ("\u{1B}[D", KeyPress(.left)),
            ("\u{1B}[H", KeyPress(.home)), ("\u{1B}[1~", KeyPress(.home)), ("\u{1B}OF", KeyPress(.end)),
            ("\u{1B}[5~", KeyPress(.pageUp)), ("\u{1B}[6~", KeyPress(.pageDown)), ("\u{1B}[2~", KeyPress(.insert)),
            ("\u{1B}[3~", KeyPress(.delete)), ("\u{1B}[Z", KeyPress(.tab, .shift)),
            ("\u{1B}OP", KeyPress(.function(1))),
            ("\u{1B}[15~", KeyPress(.function(5))), ("\u{1B}[24~", KeyPress(.function(12))),
            ("\u{1B}[15;2~", KeyPress(.function(5), .shift)), ("\u{1B}[1;5C", KeyPress(.right, .control)),
            ("\u{1B}[1;2A", KeyPress(.up, .shift)), ("\u{1B}[1;3D", KeyPress(.left, .alt)),
            ("\u{1B}[1;6B", KeyPress(.down, [.shift, .control])), ("\u{1B}[5;5~", KeyPress(.pageUp, .control)),
            ("\u{1B}[97;5u", KeyPress(.character("a"), .control)), ("\u{1B}[13;2u", KeyPress(.enter, .shift)),
            ("\u{1B}[27;5;106~", KeyPress(.character("j"), .control)), ("\u{1B}OM", KeyPress(.enter)),
        ]

        @Test(arguments: ["xterm-256color", "tmux-256color", "screen", "linux", "vt100"])
        func areReadWhateverTheType(term: String) async throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open(term)
            var inputs = terminal.inputs.makeAsyncIterator()
            _ = await inputs.next()
            for (typed, key) in Self.keys {
                pseudo.type(typed)
                #expect(await inputs.next() == .key(key), "\(typed.debugDescription)")
            }
        }

        @Test(arguments: [
            "\u{1B}[99;99z", "\u{1B}[?1;2c", "\u{1B}[I", "\u{1B}]11;rgb:0000/0000/0000\u{07}",
            "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[<3;1;1M", "\u{1B}[24;80R", "\u{1B}[1;1;1;1;1;1;1;1w", "\u{1B}[M\"!!",
        ])
        func swallowSequencesThatNobodyKnows(sequence: String) async throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open()
            var inputs = terminal.inputs.makeAsyncIterator()
            _ = await inputs.next()
            pseudo.type(sequence + "q")
            var first = await inputs.next()
            // A cursor report looks like F3 with modifiers, as xterm sends it.
            if case .key(let key) = first, key.key == .function(3) { first = await inputs.next() }
            #expect(first == .key(KeyPress(.character("q"))))
        }

        @Test(arguments: ["xterm-256color", "tmux-256color", "vt100"])
        func includeTheMouse(term: String) async throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open(term)
            var inputs = terminal.inputs.makeAsyncIterator()
            _ = await inputs.next()
            let reports: [(String, MouseEvent)] = [
                ("\u{1B}[<0;5;6M", MouseEvent(.press, at: Point(4, 5))),
                ("\u{1B}[<0;5;6m", MouseEvent(.release, at: Point(4, 5))),
                ("\u{1B}[<32;7;6M", MouseEvent(.drag, at: Point(6, 5))),
                ("\u{1B}[<64;300;2M", MouseEvent(.wheelUp, at: Point(299, 1))),
                ("\u{1B}[<65;1;1M", MouseEvent(.wheelDown, at: Point(0, 0))),
                ("\u{1B}[<16;1;1M", MouseEvent(.press, at: Point(0, 0))),
                ("\u{1B}[M !\"", MouseEvent(.press, at: Point(0, 1))),
                ("\u{1B}[M#!\"", MouseEvent(.release, at: Point(0, 1))),
                ("\u{1B}[M`!\"", MouseEvent(.wheelUp, at: Point(0, 1))),
            ]
            for (report, event) in reports {
                pseudo.type(report)
                #expect(await inputs.next() == .mouse(event), "\(report.debugDescription)")
            }
        }

        @Test func includePastedText() async throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open()
            var inputs = terminal.inputs.makeAsyncIterator()
            _ = await inputs.next()
            #expect(pseudo.shows { $0.emulator.modes.contains(2004) })
            pseudo.type("\u{1B}[200~q\rzwei Wörter\t\u{1B}[201~q")
            #expect(await inputs.next() == .paste("q\nzwei Wörter\t"))
            #expect(await inputs.next() == .key(KeyPress(.character("q"))))
        }

        @Test func mayComeInPieces() async throws {
            let pseudo = PseudoTerminal(columns: 20, rows: 5)
            let terminal = try pseudo.open()
            var inputs = terminal.inputs.makeAsyncIterator()
            _ = await inputs.next()
            for byte in Array("界".utf8) {
                pseudo.type([byte])
                // A frame in between proves that the byte before it was read.
                terminal.draw(Screen(size: terminal.size))
                await terminal.whenPainted()
            }
            #expect(await inputs.next() == .key(KeyPress(.character("界"))))
        }
    }
}

@Suite struct InputDecoderTests {
    private func decode(_ text: String) -> [InputDecoder.Event] {
        var decoder = InputDecoder()
        var events = text.utf8.compactMap { decoder.take($0) }
        if let last = decoder.giveUp() { events.append(last) }
        return events
    }

    @Test func twoEscapesAreTwoKeys() {
        let escape = InputDecoder.Event.input(.key(KeyPress(.escape)))
        #expect(decode("\u{1B}\u{1B}") == [escape, escape])
    }

    @Test(arguments: ["[", "O", "P", "]"]) func altWithALetterThatBeginsSequences(letter: Character) {
        #expect(decode("\u{1B}\(letter)") == [.input(.key(KeyPress(.character(letter), .alt)))])
    }

    @Test func modesAreAnswered() {
        #expect(decode("\u{1B}[?2026;2$y") == [.mode(2026, setting: 2)])
    }

    @Test func aPasteWithoutEndIsGivenInTheEnd() {
        #expect(decode("\u{1B}[200~abc") == [.input(.paste("abc"))])
    }

    @Test func bytesThatAreNoTextAreLeftOut() {
        var decoder = InputDecoder()
        let events = [0xFF, 0xC3, 0x28, 0x80, 0xE7, 0x95, 0x41].compactMap { decoder.take(UInt8($0)) }
        #expect(events == [.input(.key(KeyPress(.character("(")))), .input(.key(KeyPress(.character("A"))))])
    }

    @Test func aPasteIsCutWhereItIsTooLong() {
        var decoder = InputDecoder()
        for byte in "\u{1B}[200~".utf8 { _ = decoder.take(byte) }
        for _ in 0..<((1 << 20) + 100) { _ = decoder.take(UInt8(ascii: "x")) }
        let events = "\u{1B}[201~".utf8.compactMap { decoder.take($0) }
        guard case .input(.paste(let text)) = events.first else {
            Issue.record("no paste: \(events)")
            return
        }
        #expect(text.utf8.count == 1 << 20)
    }
}
