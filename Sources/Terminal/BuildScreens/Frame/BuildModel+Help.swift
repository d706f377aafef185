extension BuildModel {
    static let help: (left: [HelpSection], right: [HelpSection]) = (
        [
            HelpSection(
                "Moving", [.up, .down, .left, .right, .pageUp, .pageDown, .halfUp, .halfDown, .top, .end, .open, .back]),
            HelpSection("Left pane", [.nextView, .graph, .timeline, .source, .zoomIn, .zoomOut, .follow]),
            HelpSection("Time", [.earlier, .later, .muchEarlier, .muchLater]),
        ],
        [
            HelpSection("Right pane", [.nextTab, .previousTab, .log, .why, .files, .info, .wrap, .save]),
            HelpSection("Search", [.search, .nextMatch, .previousMatch]),
            HelpSection("Build", [.cancel, .interrupt]), .screens,
        ]
    )
}
