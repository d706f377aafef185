/// Text of a page that must fit into a picture, where nothing wraps by itself.
enum PageText {
    /// How many letters of a font whose letters are all equally wide a text takes; those of East Asia are twice as wide.
    static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + width($1) }
    }

    /// The beginning of a text that is wider than so many letters, with an ellipsis; others as they are.
    static func cut(_ text: String, to letters: Int) -> String {
        guard width(text) > letters else { return text }
        var result = ""
        var rest = letters - 1
        for character in text {
            rest -= width(character)
            if rest < 0 { break }
            result.append(character)
        }
        return result + "…"
    }

    private static func width(_ character: Character) -> Int {
        switch character.unicodeScalars.first?.value ?? 0 {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
