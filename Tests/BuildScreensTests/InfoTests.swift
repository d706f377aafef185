import BuildEvents
import BuildGraph
import BuildProgress
import BuildRecords
import OCIFormat
import TerminalCells
import TerminalThemes
import Testing

@testable import BuildScreens

@Suite struct InfoTests {
    private var scene: Scene {
        var story = Story("FROM alpine\nRUN make \\\n  all\n")
        story.stages("app")
        story.step("from", "[app 1/2] FROM alpine", stage: 0, lines: 1...1)
        story.step("make", "[app 2/2] RUN make   all", stage: 0, reads: ["from"], lines: 2...3)
        story.run("from", 0.5, 1)
        let usage = ResourceUsage(
            userTime: 2_100_000_000, systemTime: 340_000_000, peakMemory: 412_000_000, bytesRead: 98_000_000,
            bytesWritten: 140_000_000)
        story.wait("make", 1.2, 1.5, for: .slot)
        story.log("make", 1.6, "one\ntwo\n")
        story.run("make", 1, 4, .done(StepResult(layerSize: 12_300_000, usage: usage)))
        var scene = story.scene(selected: "make")
        var sightings: [StepHistory.Sighting] = []
        for (build, seconds) in [3, 1, 2, 4].enumerated() {
            var sighting = StepHistory.Sighting(
                build: Int64(build), name: "[app 2/2] RUN make   all", instruction: "RUN make   all",
                result: seconds == 1 ? .hit : .ran, duration: Int64(seconds) * 1_000_000_000)
            sighting.stage = "app"
            sightings.append(sighting)
        }
        scene.history = StepHistory(sightings, numbers: [:])
        return scene
    }

    @Test func factsAreAlignedInSections() throws {
        var pane = InfoPane()
        try Golden.check(pane.drawn(scene, 60, 36), "info")
    }

    @Test func whatACommandSeesIsTold() throws {
        var facts = StepFacts(definition: Digest.sha256(of: "definition"))
        facts.command = ["/bin/sh", "-c", "make it's"]
        facts.workingDirectory = "/src"
        facts.environment = [
            EnvironmentVariable("PATH", "/bin"), EnvironmentVariable("VERSION", "1.5"),
        ]
        facts.argumentNames = ["VERSION"]
        facts.network = RunOperation.Network.none
        var cache = MountFacts(kind: .cache, target: "/root/.cache")
        cache.id = "go"
        cache.options = ["sharing=locked"]
        var bind = MountFacts(kind: .bind, target: "/mnt")
        bind.from = Story.id("from")
        facts.mounts = [cache, bind, MountFacts(kind: .secret, target: "")]
        let manifest = Digest.sha256(of: "manifest")
        facts.image = ImageFacts(name: "docker.io/library/alpine", manifest: manifest, diffIDs: [], size: 3_400_000)
        var page = Page()
        let blocks = InfoFacts(facts: facts, scene: scene).sections.joined(separator: [.blank])
        page.show(Array(blocks), in: Size(columns: 60, rows: 24))
        var screen = Screen(size: Size(columns: 60, rows: 24))
        page.draw(on: &screen, in: screen.area, scene.look, isFocused: scene.isFocused)
        try Golden.check(screen, "info-facts")
    }

    @Test func longPagesScrollAndSayWhere() {
        var pane = InfoPane()
        var scene = scene
        pane.press(.down, on: &scene, 40, 8)
        #expect(pane.footer(scene)?.hasPrefix("2 to 9 of ") == true)
        pane.press(.end, on: &scene, 40, 8)
        #expect(pane.rows(scene, 40, 8).last?.contains("FROM alpine") == true)
        #expect(pane.press(.open, on: &scene, 40, 8).selection == 0, "and what it reads is a jump away")
    }

    @Test func longValuesAreWrappedBelowThemselves() {
        var page = Page()
        page.show([.field("label", [Ink("one two three four")])], in: Size(columns: 16, rows: 9))
        var screen = Screen(size: Size(columns: 16, rows: 3))
        page.draw(on: &screen, in: screen.area, scene.look, isFocused: scene.isFocused)
        #expect(screen.text == ["label  one two  ", "       three    ", "       four     "])
    }

    @Test(arguments: [Size.zero, Size(columns: 1, rows: 1), Size(columns: 39, rows: 9)])
    func drawsInAnyArea(size: Size) {
        var pane = InfoPane()
        var scene = scene
        pane.press(.down, .end, .top, .pageDown, .halfUp, on: &scene, size.columns, size.rows)
        #expect(pane.drawn(scene, size.columns, size.rows).size == size)
        scene.selection = nil
        #expect(pane.drawn(scene, size.columns, size.rows).size == size)
    }

    @Test(arguments: [
        ("one two", 3, ["one", "two"]), ("one two", 7, ["one two"]), ("one  two", 4, ["one", "two"]),
        ("stands, and what", 11, ["stands, and", "what"]), ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("日本語", 5, ["日本", "語"]), ("a\nb", 9, ["a", "b"]), ("", 5, [""]), ("x", 0, []),
    ])
    func textWrapsAtSpaces(text: String, columns: Int, rows: [String]) {
        #expect([Ink(text)].wrapped(columns: columns).map { $0.map(\.text).joined() } == rows)
    }

    @Test func numbersAreGrouped() {
        #expect(
            [0, 999, 1000, 2_000_000, -1234].map { Grouped.text($0) } == ["0", "999", "1,000", "2,000,000", "-1,234"])
    }
}
