/// The lines of a page's graph bundled into nets, and cut where they lead over a column.
///
/// Lines that leave one row are a net, and so are lines that end at one row. Where many rows lead into one box, their
/// lines share a trunk. A net that leads over a column has a passage there: a slot of its own among the boxes.
struct PageNets {
    /// What stands in a column: a box, or the passage of a net.
    struct Slot {
        var column: Int
        var height: Int
        var isBox: Bool
    }

    /// Where a line begins, ends or passes: so far below the top of a slot.
    struct Stop: Hashable {
        var slot: Int
        var offset: Int
    }

    /// The part of a line between two neighbouring columns.
    struct Link: Hashable {
        var left: Stop
        var right: Stop
    }

    /// A net between two neighbouring columns.
    struct Hop {
        var net: Int
        /// Its links, its stops on the left and those on the right, each once.
        var links: [Link] = []
        var lefts: [Stop] = []
        var rights: [Stop] = []
    }

    /// Of a box that more rows than these lead into, the lines share a trunk.
    private static let mostAlone = 6

    /// The slots; first the boxes.
    private(set) var slots: [Slot]
    /// The lines of each net: their stops from column to column.
    private(set) var lines: [[[Stop]]] = []
    /// The hops behind each column but the last.
    private(set) var hops: [[Hop]]

    /// Bundles the lines of boxes that stand in columns; each line leads to the right.
    init(_ shapes: [PageLayout.Shape], columns: [Int], _ lines: [PageLayout.Line]) {
        slots = zip(shapes, columns).map { shape, column in
            Slot(column: column, height: (shape.rows + 1) * PageLayout.unit, isBox: true)
        }
        hops = Array(repeating: [], count: columns.max() ?? 0)
        for bundle in Self.bundles(lines) { add(bundle) }
    }

    // MARK: Bundling

    /// What the lines of a net have in common.
    private enum Bundle: Hashable {
        case from(PageLayout.Port)
        case to(PageLayout.Port)
        case into(Int)
    }

    private static func bundles(_ lines: [PageLayout.Line]) -> [[PageLayout.Line]] {
        var targets: [PageLayout.Port: Set<PageLayout.Port>] = [:]
        var sources: [Int: Set<PageLayout.Port>] = [:]
        for line in lines {
            targets[line.from, default: []].insert(line.to)
            sources[line.to.box, default: []].insert(line.from)
        }
        var nets: [Bundle: Int] = [:]
        var bundles: [[PageLayout.Line]] = []
        for line in lines {
            let isCrowded = sources[line.to.box, default: []].count > mostAlone
            let isAlone = targets[line.from, default: []].count == 1
            let bundle = isCrowded ? Bundle.into(line.to.box) : isAlone ? .to(line.to) : .from(line.from)
            let net = nets[bundle] ?? bundles.count
            if net == bundles.count {
                nets[bundle] = net
                bundles.append([])
            }
            bundles[net].append(line)
        }
        return bundles
    }

    // MARK: Cutting

    private mutating func add(_ bundle: [PageLayout.Line]) {
        var passages: [Int: Int] = [:]
        let net = lines.count
        lines.append(bundle.map { stops(of: $0, &passages) })
        var own: [Int: Hop] = [:]
        var seen: Set<Link> = []
        var known: Set<[Int]> = []
        for stops in lines[net] {
            for (left, right) in zip(stops, stops.dropFirst())
            where seen.insert(Link(left: left, right: right)).inserted {
                let gutter = slots[left.slot].column
                var hop = own.removeValue(forKey: gutter) ?? Hop(net: net)
                hop.links.append(Link(left: left, right: right))
                if known.insert([gutter, 0, left.slot, left.offset]).inserted { hop.lefts.append(left) }
                if known.insert([gutter, 1, right.slot, right.offset]).inserted { hop.rights.append(right) }
                own[gutter] = hop
            }
        }
        for (gutter, hop) in own { hops[gutter].append(hop) }
    }

    private mutating func stops(of line: PageLayout.Line, _ passages: inout [Int: Int]) -> [Stop] {
        var stops = [Self.stop(line.from)]
        for column in (slots[line.from.box].column + 1)..<slots[line.to.box].column {
            let slot = passages[column] ?? slots.count
            if slot == slots.count {
                slots.append(Slot(column: column, height: PageLayout.unit, isBox: false))
                passages[column] = slot
            }
            stops.append(Stop(slot: slot, offset: PageLayout.unit / 2))
        }
        return stops + [Self.stop(line.to)]
    }

    private static func stop(_ port: PageLayout.Port) -> Stop {
        Stop(slot: port.box, offset: (port.row + 1) * PageLayout.unit + PageLayout.unit / 2)
    }
}
