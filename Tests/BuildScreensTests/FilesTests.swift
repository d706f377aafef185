import BuildEvents
import BuildProgress
import Diagnostics
import TerminalCells
import TerminalThemes
import Testing

@testable import BuildScreens

@Suite struct FilesTests {
    private var story: Story {
        var story = Story()
        story.stages("app")
        story.step("make", "[app 1/2] RUN make", stage: 0)
        story.step("test", "[app 2/2] RUN make test", stage: 0, reads: ["make"])
        story.run("make", 1, 2)
        return story
    }

    private let listing = FileListing(entries: [
        FileListing.Entry(path: "/bin", change: .changed, mode: 0o040755, size: 4096),
        FileListing.Entry(path: "/bin-old", change: .removed, mode: 0, size: 0),
        FileListing.Entry(path: "/bin/server", change: .added, mode: 0o104755, size: 6_100_000),
        FileListing.Entry(path: "/etc/passwd", change: .changed, mode: 0o100644, size: 1234),
        FileListing.Entry(path: "/etc/ssl/ca.pem", change: .added, mode: 0o120777, size: 20),
        FileListing.Entry(path: "/tmp", change: .changed, mode: 0o041777, size: 0),
    ])

    private func shown(_ listing: FileListing) -> (FilesPane, Scene) {
        var pane = FilesPane()
        let scene = story.scene(selected: "make")
        let asked = pane.settle(scene, area: Rect(0, 0, 60, 12))
        #expect(asked == [.listFiles(Story.id("make"))])
        #expect(pane.settle(scene, area: Rect(0, 0, 60, 12)).isEmpty, "asked once")
        pane.receive(listing, of: Story.id("make"))
        return (pane, scene)
    }

    @Test func aLayerIsATreeWithSizesAndModes() throws {
        var (pane, scene) = shown(listing)
        try Golden.check(pane.drawn(scene, 60, 12), "files")
        #expect(pane.footer(scene) == "2 files added, 1 changed, 1 removed, 6.1MB")
    }

    @Test func foldersCloseAndOpen() {
        var (pane, scene) = shown(listing)
        pane.press(.left, on: &scene, 30, 12)
        #expect(pane.rows(scene, 30, 3)[0].hasPrefix("~ ▸ bin/"))
        #expect(pane.rows(scene, 30, 3)[1].hasPrefix("  ▾ etc/"))
        pane.press(.open, .down, .left, on: &scene, 30, 12)
        #expect(pane.rows(scene, 30, 3)[1].hasPrefix("+     server"), "left of a file goes to its folder")
        let result = pane.click(Point(3, 0), scene, area: Rect(0, 0, 30, 12))
        #expect(result.isHandled)
        #expect(pane.rows(scene, 30, 3)[1].hasPrefix("  ▾ etc/"), "a click closes it again")
    }

    @Test func aFilterKeepsTheFoldersThatLeadThere() {
        var (pane, scene) = shown(listing)
        scene.query = "CA.pem".lowercased()
        _ = pane.settle(scene, area: Rect(0, 0, 40, 12))
        #expect(
            pane.rows(scene, 19, 5) == ["  ▾ etc/", "    ▾ ssl/", "+       ca.pem", "", ""])
        #expect(pane.footer(scene) == "1 file found")
        pane.press(.nextMatch, on: &scene, 40, 12)
        scene.query = nil
        _ = pane.settle(scene, area: Rect(0, 0, 19, 12))
        #expect(pane.rows(scene, 19, 12).contains("+     server"))
        scene.query = "bin"
        _ = pane.settle(scene, area: Rect(0, 0, 19, 12))
        #expect(
            pane.rows(scene, 19, 4) == ["~ ▾ bin/", "+     server", "-   bin-old", ""],
            "what is in a folder that is found is shown with it")
        scene.query = "nothing like it"
        _ = pane.settle(scene, area: Rect(0, 0, 40, 12))
        #expect(pane.rows(scene, 40, 1) == ["no path holds the text"])
    }

    @Test func aStepWithoutALayerSaysWhy() {
        var pane = FilesPane()
        let scene = story.scene(selected: "test")
        #expect(pane.settle(scene, area: Rect(0, 0, 60, 3)).isEmpty)
        #expect(pane.rows(scene, 60, 1) == ["○ its layer is made when it has run"])
        var (failing, full) = shown(FileListing(entries: [], failure: "the layer was pruned"))
        #expect(failing.drawn(full, 60, 1).text[0].hasPrefix("the layer was pruned"))
        (failing, full) = shown(FileListing(entries: []))
        #expect(failing.drawn(full, 60, 1).text[0].hasPrefix("its layer is empty"))
    }

    @Test func eightLayersAreKept() {
        var story = Story()
        story.stages("app")
        for index in 0..<10 {
            story.step("s\(index)", "[app \(index)/10] RUN make \(index)", stage: 0)
            story.run("s\(index)", 1, 2)
        }
        var pane = FilesPane()
        for index in 0..<10 {
            _ = pane.settle(story.scene(selected: "s\(index)"), area: Rect(0, 0, 60, 12))
            pane.receive(listing, of: Story.id("s\(index)"))
        }
        #expect(pane.settle(story.scene(selected: "s5"), area: Rect(0, 0, 60, 12)).isEmpty)
        #expect(!pane.settle(story.scene(selected: "s1"), area: Rect(0, 0, 60, 12)).isEmpty)
    }

    @Test func manyFilesAreAddedUp() {
        let entries = (0..<50_000).map { index in
            FileListing.Entry(path: "/usr/d\(index % 100)/f\(index)", change: .added, mode: 0o100644, size: 10)
        }
        let view = FileView(step: Story.id("make"), listing: FileListing(entries: entries))
        #expect(view.tree.nodes.count == 50_101)
        #expect(view.tree.nodes[view.tree.roots[0]].size == 500_000)
        #expect(view.tree.nodes[view.tree.roots[0]].files == 50_000)
        #expect(view.rows.count == 101, "the folder that stands alone is open, those in it are not")
    }

    @Test func modesReadAsLsWritesThem() {
        let modes: [(UInt32, String)] = [
            (0o100644, "-rw-r--r--"), (0o104755, "-rwsr-xr-x"), (0o102644, "-rw-r-Sr--"), (0o041777, "drwxrwxrwt"),
            (0o120777, "lrwxrwxrwx"), (0o020600, "crw-------"), (0o060640, "brw-r-----"), (0o010644, "prw-r--r--"),
        ]
        for (mode, text) in modes { #expect(FileMode.text(mode) == text) }
    }

    @Test(arguments: [Size.zero, Size(columns: 1, rows: 1), Size(columns: 39, rows: 9)])
    func drawsInAnyArea(size: Size) {
        var (pane, scene) = shown(
            FileListing(
                entries: listing.entries + [
                    FileListing.Entry(path: "/日本語\u{1B}[2J/e\u{301}", change: .added, mode: 0o100644, size: 1),
                    FileListing.Entry(path: "", change: .added, mode: 0, size: -1),
                ]))
        pane.press(.down, .end, .right, .left, .pageUp, .top, .halfDown, on: &scene, size.columns, size.rows)
        #expect(pane.drawn(scene, size.columns, size.rows).size == size)
        scene.query = "e"
        #expect(pane.drawn(scene, size.columns, size.rows).size == size)
    }
}
