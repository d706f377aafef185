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

    /// Subtle backgrounds have no likeness among 16 colours: without a choice of the theme's, attributes take their
    /// place.
    private func styleOfSixteen(_ entry: Entry, _ role: Role) -> Style {
        if let plain = entry.sixteen {
            return Style(
                foreground: plain.foreground?.color(at: .sixteen), background: plain.background?.color(at: .sixteen),
                attributes: plain.attributes)
        }
        if let grey = greyOfSixteen(entry, role) { return grey }
        let foreground = entry.foreground?.color(at: .sixteen)
        guard role != .screen, let paint = entry.background, paint.color != .terminal else {
            return Style(
                foreground: foreground, background: entry.background?.color(at: .sixteen), attributes: entry.attributes)
        }
        let background = paint.color(at: .sixteen)
        let isReadable = foreground.map { (Contrast.ratio($0, background) ?? 0) >= 3 } ?? (paint.sixteen != nil)
        guard isReadable else {
            return Style(attributes: entry.attributes.union(role.attributesWithoutColor))
        }
        return Style(foreground: foreground, background: background, attributes: entry.attributes)
    }

    /// Greys are where terminals of 16 colours differ most, and those of 8 have none: attributes are the safer choice.
    private func greyOfSixteen(_ entry: Entry, _ role: Role) -> Style? {
        guard role != .screen, entry.background == nil, let paint = entry.foreground, paint.sixteen == nil else {
            return nil
        }
        guard case .rgb = paint.color else { return nil }
        let greys: [Color] = [.indexed(0), .indexed(7), .indexed(8), .indexed(15)]
        guard greys.contains(paint.color(at: .sixteen)) else { return nil }
        return Style(attributes: entry.attributes.union(role.attributesWithoutColor))
    }
}
