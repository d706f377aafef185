extension Color {
    /// The nearest colour that a terminal of a depth shows; what it shows already stays.
    ///
    /// For 16 colours hue counts before lightness, so that pale reds stay red instead of turning grey. A terminal
    /// without colours has only its own.
    package func reduced(to depth: ColorDepth) -> Color {
        switch (depth, self) {
        case (_, .terminal), (.none, _): .terminal
        case (.direct, _), (.indexed, .indexed): self
        case (.indexed, .rgb(let red, let green, let blue)): .indexed(Palette.nearest256(red, green, blue))
        case (.sixteen, .indexed(let index)): .indexed(index < 16 ? index : Palette.nearest16(Palette.rgb(of: index)))
        case (.sixteen, .rgb(let red, let green, let blue)): .indexed(Palette.nearest16((red, green, blue)))
        }
    }

    /// What it is made of; nil for the terminal's own, which nobody knows.
    ///
    /// The first 16 are xterm's, as terminals differ in them.
    package var components: (red: UInt8, green: UInt8, blue: UInt8)? {
        switch self {
        case .terminal: nil
        case .indexed(let index): Palette.rgb(of: index)
        case .rgb(let red, let green, let blue): (red, green, blue)
        }
    }
}

extension Style {
    /// The style with the nearest colours that a terminal of a depth shows.
    package func reduced(to depth: ColorDepth) -> Style {
        Style(
            foreground: foreground?.reduced(to: depth), background: background?.reduced(to: depth),
            attributes: attributes)
    }
}

/// The 256 colours of xterm: 16 named ones, a cube of 6x6x6, and 24 greys.
private enum Palette {
    typealias RGB = (red: UInt8, green: UInt8, blue: UInt8)

    static let named: [RGB] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
        (255, 255, 255),
    ]
    static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]

    static func rgb(of index: UInt8) -> RGB {
        switch index {
        case 0..<16: return named[Int(index)]
        case 16..<232:
            let place = Int(index) - 16
            return (levels[place / 36], levels[place / 6 % 6], levels[place % 6])
        default:
            let level = 8 + (index - 232) * 10
            return (level, level, level)
        }
    }

    /// Out of the cube and the greys: the first 16 are the user's to choose.
    static func nearest256(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
        let (r, g, b) = (nearestLevel(red), nearestLevel(green), nearestLevel(blue))
        let cube = UInt8(16 + 36 * r + 6 * g + b)
        let mean = (Int(red) + Int(green) + Int(blue)) / 3
        let grey = UInt8(232 + min(23, max(0, (mean - 3) / 10)))
        return distance(rgb(of: grey), (red, green, blue)) < distance(rgb(of: cube), (red, green, blue)) ? grey : cube
    }

    private static func nearestLevel(_ value: UInt8) -> Int {
        value < 48 ? 0 : value < 115 ? 1 : (Int(value) - 35) / 40
    }

    private static func distance(_ left: RGB, _ right: RGB) -> Int {
        let red = Int(left.red) - Int(right.red)
        let green = Int(left.green) - Int(right.green)
        let blue = Int(left.blue) - Int(right.blue)
        return red * red + green * green + blue * blue
    }

    static func nearest16(_ color: RGB) -> UInt8 {
        if let exact = named.firstIndex(where: { $0 == color }) { return UInt8(exact) }
        let (red, green, blue) = (Int(color.red), Int(color.green), Int(color.blue))
        let (most, least) = (max(red, green, blue), min(red, green, blue))
        let lightness = (most + least) / 2
        // Pastels have a colour, the bluish greys and yellowish whites that texts are written in have none.
        let (strength, saturation) = (most - least, (most - least) * 100 / max(1, most))
        guard most >= 48, saturation >= 60 || (strength >= 56 && saturation >= 28) else {
            return lightness < 48 ? 0 : lightness < 160 ? 8 : lightness < 240 ? 7 : 15
        }
        let base = hue(red, green, blue)
        return most > 230 || lightness > 150 ? base + 8 : base
    }

    /// The named colour whose primaries a colour has: 1 red, 2 green, 4 blue and their sums.
    private static func hue(_ red: Int, _ green: Int, _ blue: Int) -> UInt8 {
        let (most, least) = (max(red, green, blue), min(red, green, blue))
        // The second primary has to be strong, but what blue is with a little red is called purple, not blue.
        let share = blue == most && red > green ? 30 : 55
        let enough = least + (most - least) * share / 100
        return (red >= enough ? 1 : 0) + (green >= enough ? 2 : 0) + (blue >= enough ? 4 : 0)
    }
}
