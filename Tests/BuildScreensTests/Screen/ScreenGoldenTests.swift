import Foundation
import TerminalCells
import Testing

@testable import BuildScreens

/// One screen that is kept: a recorded build, keys, a size, and whether it is drawn without colours in ASCII.
struct KeptScreen: CustomTestStringConvertible {
    var name: String
    var build: RecordedBuild
    var keys: String
    var size: (columns: Int, rows: Int) = (120, 40)
    var isBare = false

    /// The name of its file.
    var file: String { "screen-\(name)-\(size.columns)x\(size.rows)" }
    var testDescription: String { file }

    /// The same at each of the sizes that every view is shown at.
    var everySize: [KeptScreen] {
        [(80, 24), (120, 40), (200, 60)].map { size in
            var kept = self
            kept.size = size
            return kept
        }
    }

    /// Every screen that is kept.
    static let all: [KeptScreen] = views + tabs + builds + dialogs + bare

    private static let views = [RecordedBuild.running, .failed].flatMap { build in
        [("graph", "m"), ("timeline", "t"), ("source", "d")].flatMap { view, keys in
            KeptScreen(name: "\(view)-\(build.rawValue)", build: build, keys: keys).everySize
        }
    }

    private static let tabs =
        [("log", "enter"), ("why", "enter tab"), ("files", "enter tab tab"), ("info", "enter shift-tab")]
        .flatMap { tab, keys in
            KeptScreen(name: "\(tab)-failed", build: .failed, keys: keys).everySize + [
                KeptScreen(name: "\(tab)-running", build: .running, keys: keys),
                KeptScreen(name: "\(tab)-cached", build: .cached, keys: "G \(keys)"),
                KeptScreen(name: "\(tab)-hostile", build: .hostile, keys: "up \(keys)"),
            ]
        }

    private static let builds =
        [
            KeptScreen(name: "graph-cached", build: .cached, keys: ""),
            KeptScreen(name: "timeline-cached", build: .cached, keys: "t"),
            KeptScreen(name: "source-cached", build: .cached, keys: "d"),
            KeptScreen(name: "timeline-stages", build: .stages, keys: "t"),
            KeptScreen(name: "graph-platforms", build: .platforms, keys: ""),
            KeptScreen(name: "timeline-platforms", build: .platforms, keys: "t"),
            KeptScreen(name: "source-platforms", build: .platforms, keys: "d"),
            KeptScreen(name: "graph-hostile", build: .hostile, keys: ""),
            KeptScreen(name: "source-hostile", build: .hostile, keys: "d"),
            KeptScreen(name: "graph-buildkit-hostile", build: .buildKitHostile, keys: ""),
            KeptScreen(name: "graph-buildkit-failed", build: .buildKitFailed, keys: ""),
            KeptScreen(name: "timeline-buildkit-failed", build: .buildKitFailed, keys: "t"),
            KeptScreen(name: "source-buildkit-failed", build: .buildKitFailed, keys: "d"),
            KeptScreen(name: "graph-buildkit-platforms", build: .buildKitPlatforms, keys: ""),
            KeptScreen(name: "line-running", build: .running, keys: "", size: (39, 9)),
            KeptScreen(name: "question-running", build: .running, keys: "x", size: (39, 9)),
        ] + KeptScreen(name: "graph-stages", build: .stages, keys: "").everySize

    private static let dialogs = [
        KeptScreen(name: "help-running", build: .running, keys: "?", size: (80, 24)),
        KeptScreen(name: "help-running", build: .running, keys: "?", size: (200, 60)),
        KeptScreen(name: "palette-running", build: .running, keys: ": t a b down"),
        KeptScreen(name: "question-running", build: .running, keys: "x", size: (80, 24)),
        KeptScreen(name: "save-running", build: .running, keys: "y", size: (80, 24)),
        KeptScreen(name: "search-running", build: .running, keys: "/ c o p y"),
        KeptScreen(name: "search-log-failed", build: .failed, keys: "enter / f o u n d"),
        KeptScreen(name: "notice-failed", build: .failed, keys: "f6"),
    ]

    private static let bare = [("graph", "m"), ("timeline", "t"), ("source", "d"), ("log", "enter"), ("help", "?")]
        .map { view, keys in
            KeptScreen(name: "\(view)-bare", build: .failed, keys: keys, size: (80, 24), isBare: true)
        }
}

@Suite struct ScreenGoldenTests {
    @Test(arguments: KeptScreen.all) func looksAsItDid(_ kept: KeptScreen) throws {
        let size = Size(columns: kept.size.columns, rows: kept.size.rows)
        var driver = try ScreenDriver(kept.build, size, kept.isBare ? .bare : .standard)
        for key in kept.keys.split(separator: " ") { driver.press(String(key)) }
        try Golden.check(driver.screen, kept.file)
    }

    @Test func keepsNoScreenThatNothingDraws() throws {
        let names = KeptScreen.all.map(\.file)
        #expect(Set(names).count == names.count)
        #expect(try Golden.names.filter { $0.hasPrefix("screen-") } == names.sorted())
    }

    @Test func usesNoColourWhereThereIsNone() throws {
        let driver = try ScreenDriver(.failed, Size(columns: 120, rows: 40), .bare)
        #expect(driver.screen.cells.allSatisfy { $0.style.foreground == nil && $0.style.background == nil })
        #expect(driver.screen.text.allSatisfy { $0.allSatisfy(\.isASCII) })
    }

    @Test func goldensAreNeverWrittenByCI() {
        let environment = ProcessInfo.processInfo.environment
        #expect(environment["CI"] == nil || environment["STRATA_UPDATE_GOLDEN"] == nil)
    }
}
