import BuildEvents
import BuildGraph
import BuildRecords
import OCIFormat
import Testing

private func file(_ mode: String = "-644", owner: String = "0:0", size: Int = 10, _ contents: String = "aa") -> String {
    "\(mode) \(owner) \(size) - \(contents)"
}

private let key = [
    KeyComponent(.platform, "", "linux/amd64"), KeyComponent(.instruction, "0", "make"),
    KeyComponent(.argument, "VERSION", "1"), KeyComponent(.environment, "PATH", "/bin"),
    KeyComponent(.base, "", "sha256:below"), KeyComponent(.base, "golang:1.21", "sha256:image"),
    KeyComponent(.files, "\u{1f}.\u{1f}", "sha256:1"), KeyComponent(.file, "main.go", file()),
    KeyComponent(.file, "src", file("d755", size: 0, "")),
]

private typealias Edit = (KeyComponent.Kind, String, String?)

/// The key with parts replaced, added behind all others, or (nil) removed; files have another digest if any differs.
private func key(_ edits: [Edit]) -> [KeyComponent] {
    var parts = key
    for (kind, name, value) in edits {
        let place = parts.firstIndex { $0.kind == kind && $0.name == name }
        switch (place, value) {
        case (let place?, let value?): parts[place].value = value
        case (let place?, nil): parts.remove(at: place)
        case (nil, let value?): parts.append(KeyComponent(kind, name, value))
        case (nil, nil): break
        }
    }
    if edits.contains(where: { $0.0 == .file }), let list = parts.firstIndex(where: { $0.kind == .files }) {
        parts[list].value = "sha256:2"
    }
    return parts
}

private func id(_ name: String) -> StepID {
    StepID(Digest.sha256(of: name))
}

@Suite struct MissExplainerTests {
    @Test(
        arguments: [
            ([(.file, "main.go", file(size: 11, "bb"))], "main.go changed"),
            ([(.file, "main.go", file("-755"))], "main.go changed its mode from 644 to 755"),
            ([(.file, "main.go", file(owner: "0:7"))], "main.go changed its owner from 0:0 to 0:7"),
            ([(.file, "main.go", file("l777", size: 0, "x"))], "main.go became a symbolic link, which was a file"),
            ([(.file, "main.go", "-644 0:0 10 00ff aa")], "main.go changed its extended attributes"),
            ([(.file, "main.go", file("-755", "bb"))], "main.go changed"),
            ([(.file, "src", file("d700", size: 0, ""))], "src changed its mode from 755 to 700"),
            ([(.file, "new.go", file())], "new.go was added"),
            ([(.file, "main.go", nil)], "main.go was removed"),
            ([(.argument, "VERSION", "2")], "ARG VERSION changed from 1 to 2"),
            ([(.environment, "PATH", "/usr/bin")], "ENV PATH changed from /bin to /usr/bin"),
            ([(.environment, "CGO", "")], "ENV CGO was added"),
            ([(.argument, "VERSION", nil), (.environment, "VERSION", "2")], "ENV VERSION changed from 1 to 2"),
            (
                [(.base, "", "sha256:other"), (.base, "golang:1.21", "sha256:moved")],
                "the base image golang:1.21 moved"
            ),
            (
                [(.base, "", "sha256:other"), (.base, "golang:1.21", nil), (.base, "golang:1.22", "sha256:moved")],
                "the base image changed from golang:1.21 to golang:1.22"
            ),
            ([(.base, "", "sha256:other")], "what it stands on changed"),
            ([(.user, "", "app")], "the user was added"),
            (
                [(.argument, "VERSION", "2"), (.workdir, "", "/x")],
                "ARG VERSION changed from 1 to 2, and the working directory was added"
            ),
            (
                [(.argument, "VERSION", "2"), (.file, "main.go", file("-644", "bb"))],
                "ARG VERSION changed from 1 to 2, and main.go changed"
            ),
            (
                [(.instruction, "0", "make all"), (.file, "main.go", file("-644", "bb"))],
                "the instruction was edited, and main.go changed"
            ),
            ([(.platform, "", "linux/arm64")], "the platform changed from linux/amd64 to linux/arm64"),
            (
                [(.file, "a.go", file()), (.file, "b.go", file()), (.argument, "VERSION", nil)],
                "ARG VERSION was removed, and 2 more changes"
            ),
            (
                [(.file, "a.go", file()), (.file, "b.go", file()), (.file, "c.go", file())],
                "a.go was added, and 2 more files"
            ),
        ] as [([(KeyComponent.Kind, String, String?)], String)])
    func aDifferenceIsSaidInPlainWords(_ edits: [(KeyComponent.Kind, String, String?)], _ sentence: String) {
        let cause = MissExplainer.explain(components: key(edits), previous: key)
        #expect(MissSentence.sentence(for: cause) == sentence)
    }

    @Test func anImageOfAnotherDigestWithTheSameFilesIsNoCause() {
        let cause = MissExplainer.explain(
            components: key([(.base, "golang:1.21", "sha256:moved"), (.argument, "VERSION", "2")]), previous: key)
        #expect(MissSentence.sentence(for: cause) == "ARG VERSION changed from 1 to 2")
    }

    @Test func withoutAnEarlierRecordTheStepIsNew() {
        #expect(MissExplainer.explain(components: key, previous: nil) == .neverBuilt)
        var situation = MissExplainer.Situation(components: key, previous: nil)
        situation.otherPlatforms = ["linux/arm64"]
        #expect(MissExplainer.explain(situation) == .otherPlatform(["linux/arm64"]))
        situation.isLost = true
        #expect(MissExplainer.explain(situation) == .evicted)
    }

    @Test func aStepThatItStandsOnIsToldIfThatGaveAnotherResult() {
        var situation = MissExplainer.Situation(components: key, previous: key)
        situation.changedInputs = [.init(id("copy"), root: id("context"), isBase: true, source: nil)]
        // It ran, and left what was there: the record itself is gone.
        #expect(MissExplainer.explain(situation) == .evicted)
        situation.pruned = PruneTrace(time: 1, policy: "strata cache prune")
        #expect(MissExplainer.explain(situation) == .pruned(PruneTrace(time: 1, policy: "strata cache prune")))
        situation.pruned = nil
        situation.components = key([(.base, "", "sha256:other"), (.base, "golang:1.21", nil)])
        situation.previous = key([(.base, "golang:1.21", nil)])
        let cause = MissExplainer.explain(situation)
        #expect(cause == .inputChanged(id("copy"), root: id("context")))
        let names = [id("copy"): "#7", id("context"): "#3"]
        #expect(MissSentence.sentence(for: cause) { names[$0] } == "#7 gave another result, begun by #3")
        #expect(!cause.isOwn)
    }

    @Test func anOwnChangeAndAnInputAreBothNamed() {
        var situation = MissExplainer.Situation(
            components: key([(.base, "", "sha256:other"), (.base, "golang:1.21", nil), (.argument, "VERSION", "2")]),
            previous: key([(.base, "golang:1.21", nil)]))
        situation.changedInputs = [.init(id("copy"), root: id("copy"), isBase: true, source: nil)]
        let cause = MissExplainer.explain(situation)
        #expect(cause.isOwn)
        #expect(
            MissSentence.sentence(for: cause) { _ in "#7" }
                == "ARG VERSION changed from 1 to 2, and #7 gave another result")
    }

    @Test func filesOfAStageThatRanNameTheStageAndWhoBegan() {
        func copy(_ digest: String, _ contents: String) -> [KeyComponent] {
            [
                KeyComponent(.base, "", "sha256:below"), KeyComponent(.files, "build\u{1f}out\u{1f}", digest),
                KeyComponent(.file, "out/app", file("-644", contents)),
            ]
        }
        var situation = MissExplainer.Situation(
            components: copy("sha256:2", "bb"), previous: copy("sha256:1", "aa"))
        situation.changedInputs = [.init(id("compile"), root: id("sources"), isBase: false, source: "build")]
        let cause = MissExplainer.explain(situation)
        #expect(cause.changes.map(\.from) == ["build"])
        #expect(!cause.isOwn)
        #expect(
            MissSentence.sentence(for: cause) { $0 == id("sources") ? "#4" : "#5" }
                == "out/app from build changed, begun by #4")
    }

    @Test func groundThatChangedWithoutARunIsNamed() {
        var situation = MissExplainer.Situation(
            components: key([(.base, "", "sha256:other"), (.base, "golang:1.21", nil)]),
            previous: key([(.base, "golang:1.21", nil)]))
        situation.ground = GroundChange(.removed, instruction: "RUN setup")
        let cause = MissExplainer.explain(situation)
        #expect(MissSentence.sentence(for: cause) == "RUN setup, which it stood on, is gone")
        #expect(cause.isOwn)
    }

    @Test func noCacheExplainsItself() {
        var situation = MissExplainer.Situation(components: key, previous: nil)
        situation.isForced = true
        #expect(MissExplainer.explain(situation) == .forced)
        situation.filter = "build"
        #expect(MissExplainer.explain(situation) == .filtered("build"))
        #expect(
            MissSentence.reason(for: .filtered("build")) { _ in nil } == "--no-cache-filter names stage build")
    }

    @Test func anEditIsToldAsOneWithBothTexts() {
        let changes = MissExplainer.changes(
            from: key,
            to: key([
                (.instruction, "0", "make all"), (.option, "network", "none"),
                (.files, "\u{1f}.\u{1f}", nil), (.file, "main.go", nil), (.file, "src", nil),
            ]) + [KeyComponent(.files, "\u{1f}lib\u{1f}", "sha256:3"), KeyComponent(.file, "lib/a", file())],
            instructions: ("RUN make", "RUN --network=none make all"))
        #expect(changes.map(\.kind) == [.instruction])
        #expect(changes.first?.old == "RUN make")
        #expect(changes.first?.new == "RUN --network=none make all")
    }

    @Test func aVariableThatACopyNamesStandsForWhatItCameTo() {
        func copy(_ source: String) -> [KeyComponent] {
            [KeyComponent(.instruction, "0", "input=1 \(source)"), KeyComponent(.argument, "SRC", source)]
        }
        let text = "COPY $SRC /"
        let changes = MissExplainer.changes(
            from: copy("a"), to: copy("b"), instructions: (text, text), isCommand: false)
        #expect(changes == [ComponentChange(kind: .argument, name: "SRC", old: "a", new: "b")])
    }

    @Test func longListsAreCutAndCounted() {
        let many = (0..<30).map { (KeyComponent.Kind.file, "f\($0)", file() as String?) }
        let cause = MissExplainer.explain(components: key(many), previous: key)
        #expect(cause.changes.count == 20)
        #expect(cause.untold == 10)
        #expect(MissSentence.sentence(for: cause) == "f0 was added, and 29 more files")
    }

    @Test func ofAListThatIsTooLongTheDigestIsKnown() {
        let bare = key([(.file, "main.go", nil), (.file, "src", nil), (.files, "\u{1f}.\u{1f}", "sha256:9")])
        let cause = MissExplainer.explain(components: bare, previous: key)
        #expect(cause.changes.map(\.kind) == [.files])
        #expect(MissSentence.sentence(for: cause) == "the files that it reads changed")
    }

    @Test func longValuesAreCutAroundTheirDifference() {
        let path = String(repeating: "/usr/local/bin:", count: 4)
        let change = ComponentChange(kind: .environment, name: "PATH", old: path + "/a", new: path + "/b")
        #expect(MissSentence.phrase(change) == "ENV PATH changed from …/local/bin:/a to …/local/bin:/b")
    }

    @Test func aFileThatTwoPatternsNameIsToldOnce() {
        let list = { (digest: String, files: [(String, String)]) in
            [KeyComponent(.files, "\u{1f}*.go a*\u{1f}", digest)]
                + files.map { KeyComponent(.file, $0.0, file($0.1)) }
        }
        let old = list("sha256:1", [("a.go", "-644"), ("b.go", "-644"), ("a.go", "-644")])
        let new = list("sha256:2", [("a.go", "-755"), ("c.go", "-644"), ("a.go", "-755")])
        let changes = MissExplainer.explain(components: new, previous: old).changes
        #expect(changes.map(\.name) == ["a.go", "c.go", "b.go"])
        #expect(changes.map { $0.old == nil } == [false, true, false])
        #expect(changes.map { $0.new == nil } == [false, false, true])
    }

    @Test func filesOfAnEarlierStrataAreComparedByWhatTheyTell() {
        let old = [KeyComponent(.file, "a", "644 10 aa"), KeyComponent(.file, "b", "644 10 aa")]
        let new = [
            KeyComponent(.files, "\u{1f}.\u{1f}", "sha256:1"), KeyComponent(.file, "a", file()),
            KeyComponent(.file, "b", file("-644", "bb")),
        ]
        let changes = MissExplainer.changes(from: old, to: new)
        #expect(changes.map(\.name) == ["b"])
    }

    @Test func partsOfOneNameAreComparedTogether() {
        let old = key + [KeyComponent(.option, "exclude", "a"), KeyComponent(.option, "exclude", "b")]
        let new = key + [KeyComponent(.option, "exclude", "a"), KeyComponent(.option, "exclude", "c")]
        let change = ComponentChange(kind: .option, name: "exclude", old: "a, b", new: "a, c")
        #expect(MissExplainer.changes(from: old, to: new) == [change])
    }

    @Test func aNameCanDoNoHarmToALine() {
        let cause = MissExplainer.explain(components: key([(.file, "a\u{1b}[31m\nb", file())]), previous: key)
        #expect(MissSentence.sentence(for: cause) == "a?[31m b was added")
    }
}
