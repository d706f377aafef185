import BuildGraph
import BuildPlanner
import Diagnostics
import DockerfileSyntax
import OCIFormat
import Testing

@Suite struct SourceDateEpochTests {
    private func request(_ text: String, _ arguments: [(String, String)] = []) throws -> PlanRequest {
        var request = PlanRequest(dockerfile: try Dockerfile.parse(SourceFile(name: "Dockerfile", text: text)))
        request.arguments = arguments.map { EnvironmentVariable($0.0, $0.1) }
        return request
    }

    @Test(
        arguments: [
            ("FROM scratch\n", nil, nil), ("FROM scratch\n", "1700000000", 1_700_000_000), ("FROM scratch\n", "0", 0),
            ("FROM scratch\n", "", nil), ("ARG SOURCE_DATE_EPOCH=12\nFROM scratch\n", nil, 12),
            ("ARG SOURCE_DATE_EPOCH=12\nFROM scratch\n", "13", 13),
            ("ARG DAY=86400\nARG SOURCE_DATE_EPOCH=$DAY\nFROM scratch\n", nil, 86400),
            ("FROM scratch\nARG SOURCE_DATE_EPOCH=12\n", nil, nil), ("FROM scratch\n", "context", nil),
        ] as [(String, String?, Int64?)])
    func whereItComesFrom(text: String, argument: String?, expected: Int64?) throws {
        let request = try request(text, argument.map { [("SOURCE_DATE_EPOCH", $0)] } ?? [])
        #expect(try request.sourceDateEpoch()?.seconds == expected)
    }

    @Test(arguments: ["yesterday", "-1", "1.5", "0x10", "99999999999999999999"])
    func whatIsNoNumberIsRefused(value: String) throws {
        let given = try request("FROM scratch\n", [("SOURCE_DATE_EPOCH", value)])
        let error = try #require(throws: Diagnostic.self) { try given.sourceDateEpoch() }
        #expect(error.message == "invalid SOURCE_DATE_EPOCH: \(value) is no number of seconds since 1970")
        #expect(error.remedy == "give a number, as SOURCE_DATE_EPOCH=$(git log -1 --pretty=%ct)")
        #expect(error.range == nil)
        let written = try request("# a\nARG SOURCE_DATE_EPOCH=\(value)\nFROM scratch\n")
        let placed = try #require(throws: Diagnostic.self) { try written.sourceDateEpoch() }
        #expect(placed.range?.start.line == 2)
    }
}
