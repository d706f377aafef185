import BuildEvents
import BuildGraph
import Diagnostics
import OCIFormat
import Testing

/// Protobuf messages as BuildKit writes them.
private enum Wire {
    static func number(_ field: UInt64, _ value: UInt64) -> [UInt8] { varint(field << 3) + varint(value) }

    static func bytes(_ field: UInt64, _ value: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(UInt64(value.count)) + value
    }

    static func text(_ field: UInt64, _ value: String) -> [UInt8] { bytes(field, Array(value.utf8)) }

    /// 1,700,000,000 s after 1970 and some milliseconds more.
    static func time(_ field: UInt64, _ milliseconds: UInt64) -> [UInt8] {
        bytes(field, number(1, 1_700_000_000 + milliseconds / 1000) + number(2, milliseconds % 1000 * 1_000_000))
    }

    static func framed(_ message: [UInt8]) -> [UInt8] {
        let count = UInt32(message.count)
        return (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + message
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
    }
}

@Suite struct BuildKitRecordTests {
    private static let from = "sha256:" + String(repeating: "a", count: 64)
    private static let run = "sha256:" + String(repeating: "b", count: 64)

    private static func vertex(_ digest: String, _ name: String, _ rest: [UInt8] = []) -> [UInt8] {
        Wire.bytes(1, Wire.text(1, digest) + Wire.text(3, name) + rest)
    }

    private static let log: [UInt8] = {
        let runName = "[build 2/2] RUN make"
        let messages = [
            vertex(from, "[build 1/2] FROM busybox", Wire.number(4, 1) + Wire.time(5, 0) + Wire.time(6, 5))
                + vertex(run, runName, Wire.text(2, from)),
            vertex(run, runName, Wire.text(2, from) + Wire.time(5, 10)),
            Wire.bytes(3, Wire.text(1, run) + Wire.time(2, 50) + Wire.number(3, 2) + Wire.text(4, "main.c: broken\n"))
                + Wire.bytes(2, Wire.text(1, "layer") + Wire.text(2, run) + Wire.number(4, 7) + Wire.number(5, 9)),
            Wire.bytes(
                4,
                Wire.text(1, run) + Wire.text(3, "a warning")
                    + Wire.bytes(6, Wire.text(1, "D") + Wire.text(2, "FROM x\n"))
                    + Wire.bytes(7, Wire.bytes(1, Wire.number(1, 1)) + Wire.bytes(2, Wire.number(1, 1)))),
            vertex(
                run, runName,
                Wire.text(2, from) + Wire.time(5, 10) + Wire.time(6, 900) + Wire.text(7, "did not end: exit code: 2")),
        ]
        return messages.flatMap(Wire.framed)
    }()

    private static let record = """
        {"Ref":"1l9apm","FrontendAttrs":{"filename":"app.Dockerfile","target":"bin","platform":"linux/amd64,linux/arm64",\
        "build-arg:V":"1"},"CreatedAt":{"seconds":1700000000,"nanos":5},"error":{"code":2,"message":"exit code: 2"},\
        "localState":{"LocalPath":"/srv/app","DockerfilePath":"/srv/app/app.Dockerfile"}}
        """

    private static func manifest(_ name: String) -> String {
        """
        {"config":{"mediaType":"application/vnd.buildkit.historyrecord.v0","digest":"sha256:\(name)"},
        "layers":[{"mediaType":"application/json","digest":"sha256:other"},
        {"mediaType":"application/vnd.buildkit.status.v0","digest":"sha256:log"}]}
        """
    }

    private func records(_ index: String, _ blobs: [String: [UInt8]]) throws -> [BuildKitRecord] {
        try BuildKitRecord.records(index: Array(index.utf8)) { blobs[$0] }
    }

    @Test func aRecordIsABuild() throws {
        let record = try #require(
            try records(
                #"{"manifests":[{"digest":"sha256:m"}]}"#,
                [
                    "sha256:m": Array(Self.manifest("c").utf8), "sha256:c": Array(Self.record.utf8),
                    "sha256:log": Self.log,
                ]
            ).first)
        #expect(record.reference == "1l9apm")
        var rules = EventRules()
        for event in record.events { try rules.check(event) }
        guard case .buildStarted(let start) = record.events.first?.payload else {
            Issue.record("it begins otherwise")
            return
        }
        #expect(start.build == "1l9apm")
        #expect([start.dockerfile, start.context, start.target] == ["app.Dockerfile", "/srv/app", "bin"])
        #expect(start.platforms.map(\.description) == ["linux/amd64", "linux/arm64"])
        #expect(start.arguments == [EnvironmentVariable("V", "1")])
        let output = record.events.compactMap { event -> String? in
            guard case .log(_, .standardError, let bytes) = event.payload else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(output == ["main.c: broken\n"])
        let told = record.events.compactMap { event -> String? in
            switch event.payload {
            case .stepFinished(_, .cached): "cached at \(event.time / 1_000_000)"
            case .stepFinished(_, .failed(let failure)): "failed \(failure.exitCode ?? 0) at \(event.time / 1_000_000)"
            case .warning(_, let diagnostic): "\(diagnostic.message) at \(diagnostic.range?.start.line ?? 0)"
            case .progress(_, let item): "\(item.id) \(item.current) of \(item.total ?? 0)"
            case .buildFinished(.failed): "failed"
            default: nil
            }
        }
        #expect(
            told == [
                "cached at 5", "layer 7 of 9", "a warning at 1", "failed 2 at 900", "failed",
            ])
    }

    @Test func theDockerfileAndItsLinesComeAlong() throws {
        let text = "FROM busybox\nRUN make\n"
        let data = Base64.encode(Array(text.utf8))
        let provenance = """
            {"buildDefinition":{"internalParameters":{"buildConfig":{"digestMapping":{"\(Self.run)":"step1"}}}},
            "runDetails":{"metadata":{"buildkit_metadata":{"source":{"infos":[{"filename":"D","data":"\(data)"}],
            "locations":{"step1":{"locations":[{"ranges":[{"start":{"line":2},"end":{"line":2}}]}]}}}}}}}
            """
        let fault = """
            {"info":{"filename":"D","data":"\(data)"},"ranges":[{"start":{"line":2},"end":{"line":2}}]}
            """
        let status =
            Wire.number(1, 2)
            + Wire.bytes(3, Wire.text(1, "github.com/moby/buildkit/errdefs.Source+json") + Wire.text(2, fault))
        let manifest = """
            {"config":{"mediaType":"application/vnd.buildkit.historyrecord.v0","digest":"sha256:c"},
            "layers":[{"mediaType":"application/vnd.in-toto+json","digest":"sha256:p"},
            {"mediaType":"application/vnd.googeapis.google.rpc.status+proto","digest":"sha256:e"},
            {"mediaType":"application/vnd.buildkit.status.v0","digest":"sha256:log"}]}
            """
        let record = try #require(
            try records(
                manifest,
                [
                    "sha256:c": Array(Self.record.utf8), "sha256:p": Array(provenance.utf8), "sha256:e": status,
                    "sha256:log": Self.log,
                ]
            ).first)
        let places = record.events.compactMap { event -> String? in
            switch event.payload {
            case .buildStarted(let start): start.source?.text
            case .stepsAnnounced(let steps): steps.map { String($0.range?.start.line ?? 0) }.joined(separator: " ")
            case .stepFinished(_, .failed(let failure)): "failed at \(failure.diagnostic.range?.start.line ?? 0)"
            case .buildFinished(.failed(_, let diagnostic)): "ended at \(diagnostic.range?.start.line ?? 0)"
            default: nil
            }
        }
        #expect(places == [text, "0 2", "failed at 2", "ended at 2"])
    }

    @Test func severalRecordsAreOrderedByTime() throws {
        let index = #"{"manifests":[{"digest":"sha256:new"},{"digest":"sha256:old"},{"digest":"sha256:gone"}]}"#
        let found = try records(
            #"{"manifests":[{"digest":"sha256:index"}]}"#,
            [
                "sha256:index": Array(index.utf8), "sha256:new": Array(Self.manifest("c2").utf8),
                "sha256:old": Array(Self.manifest("c1").utf8),
                "sha256:c2": Array(#"{"Ref":"two","CreatedAt":"2026-01-02T00:00:00Z"}"#.utf8),
                "sha256:c1": Array(#"{"Ref":"one","CreatedAt":{"seconds":1700000000}}"#.utf8),
            ])
        #expect(found.map(\.reference) == ["one", "two"])
    }

    @Test func whatIsCutOffAnywhereIsReadAsFarAsItGoes() throws {
        for count in stride(from: 0, to: Self.log.count, by: 3) {
            let found = try records(
                Self.manifest("c"),
                ["sha256:c": Array(Self.record.utf8), "sha256:log": Array(Self.log.prefix(count))])
            #expect(found.count == 1)
        }
    }

    @Test(arguments: ["", "{}", "[]", #"{"manifests":[{"digest":"sha256:none"}]}"#])
    func aLayoutWithoutRecordsIsToldOf(_ index: String) {
        #expect {
            try records(index, [:])
        } throws: { error in
            (error as? Diagnostic)?.code == "view.no-record"
        }
    }
}
