package import TerminalCells

extension Theme {
    /// The theme on a terminal of so many colours, with a set of glyphs.
    package func look(depth: ColorDepth, glyphs: GlyphSet) -> Look {
        let screen = style(of: .screen, depth)
        let isOwn = screen.foreground != nil || screen.background.map { $0 != .terminal } ?? false
        return Look(
            theme: name, depth: depth, glyphs: glyphs, ground: isOwn ? screen : .plain,
            styles: Role.allCases.map { style(of: $0, depth) })
    }

    /// The style of a role, its own or its nearest ancestor's.
    private func style(of role: Role, _ depth: ColorDepth) -> Style {
        guard let entry = entry(of: role) else { return Style(attributes: role.attributesWithoutColor) }
        switch depth {
        case .none:
            let own = entries[role]
            return Style(attributes: own?.mono ?? role.attributesWithoutColor.union(own?.attributes ?? []))
        case .sixteen:
            return styleOfSixteen(entry, role)
        case .indexed, .direct:
            return Style(
                foreground: entry.foreground?.color(at: depth), background: entry.background?.color(at: depth),
                attributes: entry.attributes)
        }
    }

    private func entry(of role: Role) -> Entry? {
        var next: Role? = role
        while let role = next {
            if let entry = entries[role] { return entry }
            next = role.parent
        }
        return nil
    }

    /// Greys and subtle colours have no likeness among 16 colours, whose greys differ most between terminals: where the
    /// theme makes no choice of its own, attributes take their place.
    private func styleOfSixteen(_ entry: Entry, _ role: Role) -> Style {
        if let plain = entry.sixteen {
            return Style(
                foreground: plain.foreground?.color(at: .sixteen), background: plain.background?.color(at: .sixteen),
                attributes: plain.attributes)
        }
        let whole = Style(
            foreground: entry.foreground?.color(at: .sixteen), background: entry.background?.color(at: .sixteen),
            attributes: entry.attributes)
        let withoutColor = Style(attributes: entry.attributes.union(role.attributesWithoutColor))
        guard role != .screen else { return whole }
        guard let background = whole.background, background != .terminal else {
            return entry.foreground?.isSubtle == true ? withoutColor : whole
        }
        guard entry.background?.isSubtle == false else { return withoutColor }
        guard let foreground = whole.foreground else { return whole }
        let isReadable = (Contrast.ratio(foreground, background) ?? 0) >= 3
        return isReadable ? whole : withoutColor
    }
}

extension Theme.Paint {
    /// Whether the colour is a grey, or nearly one, that the theme gives no likeness of among 16 colours.
    fileprivate var isSubtle: Bool {
        guard sixteen == nil, case .rgb(let red, let green, let blue) = color else { return false }
        return max(red, green, blue) - min(red, green, blue) < 64
    }
}
