import Testing

@testable import TerminalCells

/// What must hold for any bytes at all, tried with those that sequences and clusters are made of.
@Suite struct HostileInputTests {
    private static let pieces: [[UInt8]] =
        [
            "a", "bc ", "é", "e\u{301}", "漢", "👩\u{200D}🚀", "🇩🇪", "\u{301}", "\u{202E}", "\t", "\r", "\u{8}", "\u{7}",
            "\u{1B}", "[",
            "]", "\u{9B}", "\u{9C}", "31", ";", ":", "m", "K", "G", "C", "D", "\u{1B}[K", "\u{1B}[1K", "\u{1B}[2K",
            "\u{1B}[3D", "\u{1B}[9C",
            "\u{1B}[38;5;9m", "\u{1B}[0m", "\u{1B}]0;", "\u{1B}\\", "\n",
        ].map { Array($0.utf8) } + [[0xFF], [0xC2], [0xE2, 0x82], [0xF0]]

    /// Bytes that are the same for a seed each time.
    private static func bytes(seed: UInt64) -> [UInt8] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        return (0..<40).flatMap { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return pieces[Int(state >> 33) % pieces.count]
        }
    }

    /// The scalars that take columns: a mark that a change of style parts from its letter may be lost.
    private static func spacing(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { Width.columns(of: $0) > 0 }
    }

    @Test(arguments: 0..<20) func outputIsHarmlessAndFits(block: UInt64) {
        for seed in (block * 50)..<(block * 50 + 50) {
            let bytes = Self.bytes(seed: seed)
            let limit = Int(seed % 30)
            var (whole, limited) = (AnsiReader(), AnsiReader())
            let spans = whole.line(bytes)
            let cut = limited.line(bytes, limit: limit)
            #expect(!spans.contains { $0.text.contains { Width.isControl($0) } }, "seed \(seed)")
            #expect(TextLayout.columns(of: cut) <= limit, "seed \(seed)")
            #expect(limited.line("x".utf8) == whole.line("x".utf8), "seed \(seed)")
            #expect(Self.spacing(AnsiReader.plain(bytes)) == Self.spacing(spans.map(\.text).joined()), "seed \(seed)")
        }
    }

    @Test(arguments: 0..<20) func namesAreHarmlessAndFit(block: UInt64) {
        for seed in (block * 50)..<(block * 50 + 50) {
            let clean = Cleaning.line(String(decoding: Self.bytes(seed: seed), as: UTF8.self))
            let columns = Int(seed % 30)
            #expect(!clean.contains { Width.isControl($0) }, "seed \(seed)")
            #expect(Cleaning.line(clean) == clean, "seed \(seed)")
            #expect(Width.columns(of: TextLayout.cut(clean, to: columns)) <= columns, "seed \(seed)")
            #expect(Width.columns(of: TextLayout.cutMiddle(clean, to: columns)) <= columns, "seed \(seed)")
            #expect(Width.columns(of: TextLayout.pad(clean, to: columns)) == columns, "seed \(seed)")
            let rows = TextLayout.wrap([Span(clean)], to: columns + 2)
            #expect(rows.flatMap { $0 }.map(\.text).joined() == clean, "seed \(seed)")
            #expect(rows.allSatisfy { TextLayout.columns(of: $0) <= columns + 2 }, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<20) func screensHoldWholeClusters(block: UInt64) {
        for seed in (block * 50)..<(block * 50 + 50) {
            var screen = Screen(size: Size(columns: 12, rows: 1))
            for step in 0..<6 {
                let text = String(decoding: Self.bytes(seed: seed * 7 + UInt64(step)).prefix(20), as: UTF8.self)
                screen.draw(text, at: Point(Int(seed + UInt64(step) * 5) % 15 - 2, 0), in: screen.area)
                screen.fill(Rect(Int(seed + UInt64(step) * 3) % 12, 0, 1, 1), with: "#")
            }
            for (index, cell) in screen.cells.enumerated() {
                let columns = cell.scalars.first.map { Width.columns(of: $0) }
                let isFollowed = index + 1 < 12 && screen.cells[index + 1].isContinuation
                #expect(columns.map { ($0 == 2) == isFollowed } ?? (index > 0), "seed \(seed), column \(index)")
            }
        }
    }
}
