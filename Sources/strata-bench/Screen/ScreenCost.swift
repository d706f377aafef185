/// The first phase of another workload, for builds with and without the screen.
struct ScreenCost: Workload {
    let name: String
    let phases: [Phase]
    private let base: any Workload

    init(_ base: any Workload) {
        self.base = base
        phases = [Phase(name: base.phases[0].name, budget: 1.02)]
        name = "screen: \(phases[0].name)"
    }

    func prepare(_ bench: Workbench) throws { try base.prepare(bench) }

    func request(_ phase: Phase, _ turn: Turn) throws -> BuildRequest { try base.request(base.phases[0], turn) }
}
