/// Something that is asked of a store with a long history, and how soon it has to answer.
struct Inquiry {
    /// How it is asked, and what tells that it has answered.
    enum Way {
        /// A command, which has answered when it has ended.
        case command([String])
        /// A screen, which has answered once a text was painted.
        case screen([String], shows: String)
    }

    let workload: String
    let name: String
    let way: Way
    /// Milliseconds at the median; nil where none were set.
    let limit: Double?
    /// Whether it is asked from within a project's folder, for whose builds the History screen opens first.
    var isInProject = false

    private static let builds = "history: 10,000 builds"
    private static let records = "history: 50,000 records"

    /// What the screens show once they have their lists: the number of the newest build in its row, and in the status
    /// line how much the cache has.
    private static let newestBuild = String(LongHistory.builds)
    private static let entries = "50,000 entries"

    static let all = [
        command(builds, ["explain"], 100),
        command(builds, ["explain", "5000"], 100),
        command(builds, ["explain", newestBuild, "web 6/11"], 100),
        command(builds, ["history", "ls"], 100),
        command(builds, ["history", "ls", "--limit", "0"], nil),
        Inquiry(
            workload: builds, name: "History screen, all", way: .screen([], shows: newestBuild), limit: 100),
        Inquiry(
            workload: builds, name: "History screen, a project's", way: .screen([], shows: newestBuild), limit: 100,
            isInProject: true),
        Inquiry(
            workload: records, name: "Cache screen", way: .screen(["cache"], shows: entries), limit: 200),
        command(records, ["cache", "ls"], nil),
    ]

    private static func command(_ workload: String, _ words: [String], _ limit: Double?) -> Inquiry {
        Inquiry(
            workload: workload, name: (["strata"] + words).joined(separator: " "), way: .command(words), limit: limit)
    }
}
