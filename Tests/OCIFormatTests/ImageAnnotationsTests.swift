import Testing

@testable import OCIFormat

@Suite("Annotations of images")
struct ImageAnnotationsTests {
    private static let arm = Platform(os: "linux", architecture: "arm64")
    private static let amd = Platform(os: "linux", architecture: "amd64")

    private static func make(_ notes: [(ImageAnnotations.Key, String)]) -> ImageAnnotations {
        var annotations = ImageAnnotations()
        for (key, value) in notes { annotations[key] = value }
        return annotations
    }

    @Test("A platform's note goes before the one for all, and is nobody else's")
    func platforms() {
        let notes = Self.make([
            (.init(name: "a"), "all"), (.init(.manifest, platform: Self.arm, name: "a"), "arm"),
            (.init(name: "b"), "2"),
        ])
        #expect(notes.notes(on: .manifest, of: Self.arm) == ["a": "arm", "b": "2"])
        #expect(notes.notes(on: .manifest, of: Self.amd) == ["a": "all", "b": "2"])
        #expect(notes.notes(on: .manifest) == ["a": "all", "b": "2"])
        #expect(notes.platforms == [Self.arm])
    }

    @Test("Each part has its own notes, and none is nil", arguments: ImageAnnotations.Part.allCases)
    func parts(_ part: ImageAnnotations.Part) {
        let notes = Self.make([(.init(part, name: "a"), "1")])
        for other in ImageAnnotations.Part.allCases {
            #expect(notes.notes(on: other, of: Self.amd) == (other == part ? ["a": "1"] : nil))
        }
        #expect(notes.parts == [part])
    }

    @Test("An index has no platform")
    func index() {
        let notes = Self.make([(.init(.index, platform: Self.arm, name: "a"), "1")])
        #expect(notes.platforms == [])
        #expect(notes.notes(on: .index) == ["a": "1"])
    }

    @Test("What is merged goes before what was there")
    func merging() {
        var notes = Self.make([(.init(name: "a"), "old"), (.init(name: "b"), "kept")])
        notes.merge(Self.make([(.init(name: "a"), "new")]))
        #expect(notes.notes(on: .manifest) == ["a": "new", "b": "kept"])
        #expect(!notes.isEmpty && ImageAnnotations().isEmpty)
    }
}
