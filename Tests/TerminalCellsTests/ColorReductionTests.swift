import TerminalCells
import Testing

@Suite struct ColorReductionTests {
    @Test(arguments: [
        (Color.rgb(0, 0, 0), UInt8(16)), (.rgb(255, 255, 255), 231), (.rgb(255, 0, 0), 196), (.rgb(255, 135, 0), 208),
        (.rgb(8, 8, 8), 232), (.rgb(128, 128, 128), 244), (.rgb(238, 238, 238), 255), (.rgb(30, 30, 46), 235),
    ])
    func the256HaveTheNearest(color: Color, index: UInt8) {
        #expect(color.reduced(to: .indexed) == .indexed(index))
    }

    @Test(arguments: UInt8(16)...255) func the256KeepTheirOwn(index: UInt8) throws {
        let parts = try #require(Color.indexed(index).components)
        let nearest = Color.rgb(parts.red, parts.green, parts.blue).reduced(to: .indexed)
        // A grey of the cube may be one of the ramp as well.
        #expect(nearest.components.map { [$0.red, $0.green, $0.blue] } == [parts.red, parts.green, parts.blue])
    }

    @Test(arguments: [
        ("black", Color.rgb(10, 10, 12), UInt8(0)), ("bluish grey", .rgb(86, 95, 137), 8),
        ("grey", .rgb(108, 112, 114), 8),
        ("pastel green", .rgb(166, 227, 161), 10), ("pastel yellow", .rgb(249, 226, 175), 11),
        ("cream", .rgb(235, 219, 178), 7), ("bluish text", .rgb(205, 214, 244), 7),
        ("pastel mauve", .rgb(203, 166, 247), 13),
        ("light grey", .rgb(205, 214, 220), 7), ("white", .rgb(250, 250, 250), 15),
        ("pale red", .rgb(247, 118, 142), 9),
        ("pale green", .rgb(158, 206, 106), 10), ("amber", .rgb(224, 175, 104), 11), ("blue", .rgb(122, 162, 247), 12),
        ("purple", .rgb(187, 154, 247), 13), ("cyan", .rgb(125, 207, 255), 14), ("dark red", .rgb(140, 30, 30), 1),
        ("dark green", .rgb(20, 110, 40), 2), ("of the cube", .indexed(196), 9), ("named", .indexed(5), 5),
    ])
    func the16KeepTheHue(name: String, color: Color, index: UInt8) {
        #expect(color.reduced(to: .sixteen) == .indexed(index), "\(name)")
    }

    @Test func aTerminalWithoutColoursHasOnlyItsOwn() {
        let style = Style(foreground: .rgb(1, 2, 3), background: .indexed(4), attributes: [.bold, .reverse])
        let reduced = style.reduced(to: .none)
        #expect(reduced == Style(foreground: .terminal, background: .terminal, attributes: [.bold, .reverse]))
    }

    @Test(arguments: [Color.terminal, .indexed(3), .indexed(99), .rgb(9, 8, 7)])
    func aTerminalWith24BitsShowsAll(color: Color) {
        #expect(color.reduced(to: .direct) == color)
    }
}
