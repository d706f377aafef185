import BuildEvents
import BuildGraph
import BuildRecords
import OCIFormat
import Testing

private let key = [
    KeyComponent(.platform, "", "linux/amd64"), KeyComponent(.instruction, "0", "make"),
    KeyComponent(.argument, "VERSION", "1"), KeyComponent(.files, "", "sha256:1"),
    KeyComponent(.file, "main.go", "644 sha256:1"),
]

/// The key with parts replaced, added or (nil) removed.
private func key(_ changes: [(KeyComponent.Kind, String, String?)]) -> [KeyComponent] {
    var parts = key
    for (kind, name, value) in changes {
        parts.removeAll { $0.kind == kind && $0.name == name }
        if let value { parts.append(KeyComponent(kind, name, value)) }
    }
    return parts
}

private func id(_ name: String) -> StepID {
    StepID(Digest.sha256(of: name))
}

@Suite struct MissExplainerTests {
    @Test(
        arguments: [
            ([(.file, "main.go", "644 sha256:2"), (.files, "", "sha256:2")], "main.go changed"),
            ([(.file, "new.go", "644 sha256:2"), (.files, "", "sha256:2")], "new.go was added"),
            ([(.file, "main.go", nil), (.files, "", "sha256:2")], "main.go was removed"),
            ([(.files, "", "sha256:2")], "the files that it reads changed"),
            ([(.argument, "VERSION", "2")], "ARG VERSION changed from 1 to 2"),
            ([(.environment, "CGO", "")], "ENV CGO was added"),
            (
                [(.argument, "VERSION", "2"), (.workdir, "", "/x")],
                "ARG VERSION changed from 1 to 2, and 1 more change"
            ),
            (
                [(.instruction, "0", "make all"), (.file, "main.go", "x")],
                "the instruction was edited, and 1 more change"
            ),
            ([(.platform, "", "linux/arm64")], "the platform changed from linux/amd64 to linux/arm64"),
            (
                [(.file, "a.go", "1"), (.file, "b.go", "1"), (.argument, "VERSION", nil)],
                "ARG VERSION was removed, and 2 more changes"
            ),
            ([(.file, "a.go", "1"), (.file, "b.go", "1"), (.file, "c.go", "1")], "a.go was added, and 2 more files"),
        ] as [([(KeyComponent.Kind, String, String?)], String)])
    func aDifferenceIsSaidInPlainWords(_ changes: [(KeyComponent.Kind, String, String?)], _ sentence: String) {
        let cause = MissExplainer.explain(components: key(changes), previous: key)
        #expect(MissSentence.sentence(for: cause) == sentence)
    }

    @Test func withoutAnEarlierRecordTheStepIsNew() {
        #expect(MissExplainer.explain(components: key, previous: nil) == .neverBuilt)
    }

    @Test func equalKeysMeanThatAnInputChangedOrTheLayerIsGone() {
        #expect(MissExplainer.explain(components: key, previous: key) == .evicted)
        var situation = MissExplainer.Situation(components: key, previous: key)
        situation.changedInput = (id("copy"), root: id("context"))
        let cause = MissExplainer.explain(situation)
        #expect(cause == .inputChanged(id("copy"), root: id("context")))
        let names = [id("copy"): "#7", id("context"): "#3"]
        #expect(
            MissSentence.sentence(for: cause) { names[$0] } == "#7 gave another result, begun by #3")
    }

    @Test func noCacheExplainsItself() {
        var situation = MissExplainer.Situation(components: key, previous: nil)
        situation.isForced = true
        #expect(MissExplainer.explain(situation) == .forced)
    }

    @Test func longListsAreCutAndCounted() {
        let many = (0..<30).map { KeyComponent(.file, "f\($0)", "x") }
        let cause = MissExplainer.explain(components: key + many, previous: key)
        guard case .changed(let changes, let more) = cause else {
            Issue.record("not a change: \(cause)")
            return
        }
        #expect(changes.count == 20)
        #expect(more == 10)
        #expect(MissSentence.sentence(for: cause) == "f0 was added, and 29 more files")
    }

    @Test func partsOfOneNameAreComparedTogether() {
        let old = key + [KeyComponent(.option, "exclude", "a"), KeyComponent(.option, "exclude", "b")]
        let new = key + [KeyComponent(.option, "exclude", "a"), KeyComponent(.option, "exclude", "c")]
        let change = ComponentChange(kind: .option, name: "exclude", old: "a, b", new: "a, c")
        #expect(MissExplainer.changes(from: old, to: new) == [change])
    }
}
