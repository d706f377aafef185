import Diagnostics
import Testing

@Suite struct NearestNameTests {
    private static let instructions = ["ADD", "COPY", "FROM", "RUN", "USER", "WORKDIR"]

    @Test(arguments: [
        ("FORM", "FROM"), ("COPPY", "COPY"), ("copy1", "COPY"), ("RNU", "RUN"), ("WORKDRI", "WORKDIR"),
        ("WRKDR", "WORKDIR"),
        ("copy", "COPY"),
    ])
    func aTypingErrorIsMet(typed: String, meant: String) {
        #expect(NearestName.suggestion(for: typed, among: Self.instructions) == meant)
    }

    @Test(arguments: ["", "X", "BUILD", "SIR", "COPY", "EXECUTE-ALL-OF-IT"])
    func nothingIsSuggestedForWhatIsFarFromAllOrRight(typed: String) {
        #expect(NearestName.suggestion(for: typed, among: Self.instructions) == nil)
    }

    @Test func theNearestWinsAndThenTheFirst() {
        #expect(NearestName.suggestion(for: "builder", among: ["builders", "build", "builde"]) == "builders")
    }
}
