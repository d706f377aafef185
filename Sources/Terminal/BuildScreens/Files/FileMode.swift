/// What stat(2) tells of a path, as `ls -l` writes it.
enum FileMode {
    /// The bits of the file type.
    static let typeMask: UInt32 = 0o170000
    /// The type of a file.
    static let file: UInt32 = 0o100000
    /// The type of a folder.
    static let folder: UInt32 = 0o040000
    /// The type of a symbolic link.
    static let link: UInt32 = 0o120000

    /// `drwxr-xr-x`; blanks for what is not known.
    static func text(_ mode: UInt32) -> String {
        guard mode != 0 else { return "          " }
        var text = [type(mode)]
        for (shift, special, letter) in [(6, UInt32(0o4000), "s"), (3, 0o2000, "s"), (0, 0o1000, "t")] {
            let bits = mode >> UInt32(shift)
            text.append(bits & 4 != 0 ? "r" : "-")
            text.append(bits & 2 != 0 ? "w" : "-")
            let isExecutable = bits & 1 != 0
            if mode & special != 0 {
                text.append(Character(isExecutable ? letter : letter.uppercased()))
            } else {
                text.append(isExecutable ? "x" : "-")
            }
        }
        return String(text)
    }

    private static func type(_ mode: UInt32) -> Character {
        switch mode & typeMask {
        case folder: "d"
        case link: "l"
        case 0o020000: "c"
        case 0o060000: "b"
        case 0o010000: "p"
        case 0o140000: "s"
        default: "-"
        }
    }
}
