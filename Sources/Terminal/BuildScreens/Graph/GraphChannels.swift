/// The tracks in all gutters of a graph.
///
/// Where a gutter lies between two bands, its nets go down behind the upper band's last column, back on a row of their
/// own between the bands, and down again before the lower band's first column.
struct GraphChannels: Sendable {
    /// The tracks behind each column but the last.
    private(set) var leaving: [GraphTracks] = []
    /// The tracks before each column that begins a band, by column; nil for others.
    private(set) var entering: [GraphTracks?]
    /// Whether anything leads over a gutter.
    let isUsed: [Bool]
    /// How many tracks the fullest gutter has.
    var most: Int { max(leaving.map(\.count).max() ?? 0, entering.map { $0?.count ?? 0 }.max() ?? 0) }

    private var order: [[Int: Int]] = []

    /// Finds tracks for all nets.
    init(_ nets: GraphNets, _ rows: GraphRows, _ bands: GraphBands) {
        entering = Array(repeating: nil, count: nets.gutters.count + 1)
        isUsed = nets.gutters.map { !$0.isEmpty }
        for (gutter, hops) in nets.gutters.enumerated() {
            func rowsOf(_ stops: [GraphNets.Stop]) -> [Int] { stops.map { rows.tops[$0.slot] + $0.row } }
            guard bands.isBreak(gutter) else {
                order.append(Dictionary(uniqueKeysWithValues: hops.enumerated().map { ($1.net, $0) }))
                leaving.append(
                    GraphTracks(hops.map { GraphTracks.Net(lefts: rowsOf($0.lefts), rights: rowsOf($0.rights)) }))
                continue
            }
            let crossings = rows.crossings[gutter] ?? [:]
            let sorted = hops.sorted { (crossings[$0.net] ?? 0) < (crossings[$1.net] ?? 0) }
            order.append(Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.net, $0) }))
            leaving.append(
                GraphTracks(
                    sorted.map { hop in
                        GraphTracks.Net(lefts: rowsOf(hop.lefts) + [crossings[hop.net] ?? 0], rights: [])
                    }))
            guard !hops.isEmpty else { continue }
            entering[gutter + 1] = GraphTracks(
                sorted.map { hop in
                    GraphTracks.Net(lefts: [], rights: [crossings[hop.net] ?? 0] + rowsOf(hop.rights))
                })
        }
    }

    /// The place of a net among those that lead over a gutter.
    func index(of net: Int, _ gutter: Int) -> Int? { order[gutter][net] }
}
