import Foundation
import Testing

@Suite("Checking a Dockerfile")
struct CheckTests {
    private static let doubtful = "FROM base AS Up\nUSER $HOEM\nFROM base\nENV a b\n"

    @Test("check, build --check and --call=check say the same, and run nothing")
    func check() throws {
        let space = try TestSpace()
        try space.dockerfile(Self.doubtful + "RUN exit 1\n")
        let checked = try space.strata("check", space.path("context"))
        #expect(checked.code == 1)
        #expect(checked.errorText == "")
        let rules = checked.lines.filter { $0.hasPrefix("WARNING: ") }.compactMap {
            $0.split(separator: " ").dropFirst().first
        }
        #expect(rules == ["StageNameCasing", "UndefinedVar", "LegacyKeyValueFormat"])
        for flag in ["--check", "--call=check", "--call=lint"] {
            let same = try space.strata("build", flag, space.path("context"))
            #expect(same.text == checked.text && same.code == 1, "\(flag)")
        }
        #expect(try space.strata("build", "--call=check,ignorestatus=true", space.path("context")).code == 0)
    }

    @Test("A clean file is told of, a broken one fails")
    func verdicts() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN exit 1\n")
        let clean = try space.strata("check", space.path("context"))
        #expect(clean.code == 0)
        #expect(clean.text == "Check complete, no warnings found.\n")
        try space.dockerfile("FROM base\nRUM true\n")
        let broken = try space.strata("check", space.path("context"))
        #expect(broken.code == 1)
        #expect(broken.errorText.contains("unknown instruction: RUM (did you mean RUN?)"))
    }

    @Test("A build lists what it found, and fails where the file says so")
    func build() throws {
        let space = try TestSpace()
        try space.dockerfile(Self.doubtful)
        let built = try space.strata("build", space.path("context"))
        #expect(built.code == 0, "\(built.errorText)")
        #expect(built.errorText.contains("2 warnings found:\n - StageNameCasing: "))
        #expect(!built.errorText.contains("UndefinedVar"), "the stage is not built")
        try space.dockerfile("# check=error=true\n" + Self.doubtful)
        let failed = try space.strata("build", space.path("context"))
        #expect(failed.code == 1)
        #expect(failed.errorText.contains("lint violation found for rules: LegacyKeyValueFormat, StageNameCasing"))
        try space.dockerfile("# check=skip=all;error=true\n" + Self.doubtful)
        #expect(try space.strata("build", space.path("context")).code == 0)
    }

    @Test("Outline and targets are told to people and to programs")
    func outline() throws {
        let space = try TestSpace()
        try space.dockerfile(
            "# NAME to greet\nARG NAME=you\nFROM base AS tools\n# final is all\nFROM base AS final\nARG NAME\n")
        let outline = try space.strata("outline", space.path("context"))
        #expect(outline.text.contains("TARGET:      final\nDESCRIPTION: is all\n"))
        #expect(outline.text.contains("\nNAME        you     to greet\n"))
        let targets = try space.strata("build", "--call=targets,format=json", space.path("context"))
        let json = try JSONSerialization.jsonObject(with: Data(targets.text.utf8)) as? [String: Any]
        let names = (json?["targets"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
        #expect(names == ["tools", "final"])
    }
}
