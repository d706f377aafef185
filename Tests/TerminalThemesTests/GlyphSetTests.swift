import TerminalCells
import Testing

@testable import TerminalThemes

@Suite("Sets of glyphs")
struct GlyphSetTests {
    /// Every glyph of a set with its name.
    private func glyphs(_ value: Any, _ name: String = "") -> [(name: String, glyph: Character)] {
        if let glyph = value as? Character { return [(name, glyph)] }
        if let list = value as? [Character] { return list.map { (name, $0) } }
        if value is String { return [] }
        return Mirror(reflecting: value).children.flatMap { glyphs($0.value, $0.label ?? name) }
    }

    @Test("Each glyph takes one column", arguments: GlyphSet.all)
    func columns(_ set: GlyphSet) {
        let all = glyphs(set)
        #expect(all.count >= 80)
        for (name, glyph) in all { #expect(Width.columns(of: glyph) == 1, "\(name) \(glyph)") }
    }

    @Test("No glyph is an emoji, which some terminals draw over two columns", arguments: GlyphSet.all)
    func emoji(_ set: GlyphSet) {
        for (name, glyph) in glyphs(set) where !glyph.isASCII {
            #expect(glyph.unicodeScalars.allSatisfy { !$0.properties.isEmoji }, "\(name) \(glyph)")
        }
    }

    @Test("The states are told from each other by their glyphs", arguments: GlyphSet.all)
    func states(_ set: GlyphSet) {
        let states = [set.hit, set.ran, set.same, set.running, set.waiting, set.failed, set.cancelled, set.warning]
        #expect(Set(states).count == states.count)
        let still = Set(states).subtracting([set.running])
        #expect(set.activity.count > 1)
        #expect(still.isDisjoint(with: set.activity))
    }

    @Test("Bars have eight steps that end in a full cell, sparks eight", arguments: GlyphSet.all)
    func bars(_ set: GlyphSet) {
        #expect(set.eighths.count == 8)
        #expect(set.sparks.count == 8 && Set(set.sparks).count == 8)
        #expect(set.eighths.last != set.barRest)
        #expect(Set([set.barWait, set.barPull, set.barExport, set.eighths[7]]).count == 4)
    }

    @Test("ascii is 7-bit")
    func ascii() {
        for (name, glyph) in glyphs(GlyphSet.ascii) { #expect(glyph.isASCII, "\(name)") }
    }

    @Test("Critical edges differ from others", arguments: GlyphSet.all)
    func heavy(_ set: GlyphSet) {
        #expect(set.heavy.horizontal != set.light.horizontal)
        #expect(set.heavy.vertical != set.light.vertical)
    }

    @Test("Sets are found by name")
    func named() {
        #expect(GlyphSet.named("ascii") == .ascii)
        #expect(GlyphSet.named("nerd") == .nerd)
        #expect(GlyphSet.named("emoji") == nil)
        #expect(GlyphSet.unicode.sign(of: .failed) == "✗")
        #expect(GlyphSet.unicode.sign(of: .title) == nil)
    }
}
