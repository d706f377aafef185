/// The ways of the nets of a page's graph between its columns.
struct PageGutters {
    private static let margin = 22
    private static let leastWidth = 56
    private static let trackWidth = 10

    private let nets: PageNets
    private let rows: PageRows
    private var tracks: [PageTracks] = []
    /// For each gutter the place of a net among those that lead over it.
    private var places: [[Int: Int]] = []
    /// How far each net had to give way in its passages.
    private var shifts: [Int: Int] = [:]

    /// Finds the ways, gutter after gutter: where a net gives way in a passage, it goes on from there.
    init(_ nets: PageNets, _ rows: PageRows) {
        self.nets = nets
        self.rows = rows
        for hops in nets.hops {
            places.append(Dictionary(uniqueKeysWithValues: hops.enumerated().map { ($1.net, $0) }))
            let found = PageTracks(
                hops.map { hop in PageTracks.Net(lefts: hop.lefts.map(y), rights: hop.rights.map(y)) })
            tracks.append(found)
            for (hop, net) in zip(hops, found.nets) {
                for (stop, end) in zip(hop.rights, net.rights) where !nets.slots[stop.slot].isBox {
                    shifts[stop.slot] = end - y(of: stop)
                }
            }
        }
    }

    private func y(of stop: PageNets.Stop) -> Int {
        rows.tops[stop.slot] + stop.offset + (shifts[stop.slot] ?? 0)
    }

    /// The space that the tracks behind a column need.
    func width(behind column: Int) -> Int {
        max(Self.leastWidth, 2 * Self.margin + (tracks[column].count - 1) * Self.trackWidth)
    }

    /// The corners of a line, with both ends; `lefts` and `rights` are the edges of the columns.
    func points(of stops: [PageNets.Stop], net: Int, lefts: [Int], rights: [Int]) -> [PageLayout.Point] {
        guard let first = stops.first else { return [] }
        var column = nets.slots[first.slot].column
        var points = [PageLayout.Point(x: rights[column], y: y(of: first))]
        for stop in stops.dropFirst() {
            let place = places[column][net] ?? 0
            let y = end(of: stop, place: place, behind: column)
            if let last = points.last, last.y != y, let track = tracks[column].tracks[place] {
                let unused = lefts[column + 1] - rights[column] - (tracks[column].count - 1) * Self.trackWidth
                let x = rights[column] + unused / 2 + track * Self.trackWidth
                points += [PageLayout.Point(x: x, y: last.y), PageLayout.Point(x: x, y: y)]
            }
            column += 1
            if column == nets.slots[stops[stops.count - 1].slot].column {
                points.append(PageLayout.Point(x: lefts[column], y: y))
            }
        }
        return points
    }

    private func end(of stop: PageNets.Stop, place: Int, behind column: Int) -> Int {
        let index = nets.hops[column][place].rights.firstIndex(of: stop)
        return index.map { tracks[column].nets[place].rights[$0] } ?? y(of: stop)
    }
}
