import BuildGraph
import BuildPlanner
import Diagnostics
import DockerfileSyntax
import OCIFormat
import Testing

/// Whatever stands in a Dockerfile, planning it ends: in a plan, or in a diagnostic with a line.
@Suite struct DamagedFilesTests {
    private static let files = [
        """
        # check=error=true;skip=JSONArgsRecommended
        ARG BASE=debian:stable X
        # build makes it
        FROM --platform=$BUILDPLATFORM ${BASE:-x} AS build
        ARG TARGETARCH V=1 W=${V#*.}${V:+${TARGETARCH:-amd64}}
        ENV A=1 B="two $A" C=${A#1}${B//t*o/\\/} LEGACY=x
        ENV old form $A
        RUN --mount=type=cache,target=/root/.cache,sharing=locked,id=$A --mount=type=secret,id=key,env=KEY make \\
          # comment

            && echo 'done'
        COPY --chown=1:1 --chmod=u=rwX --exclude=**/*.[ch] ["a b", "/c"]
        FROM onbuild AS Final
        COPY --from=build --link --parents ./a/./b /x/
        COPY <<-EOF <<'END' /dst/
        \thello $A ${A:-é}
        EOF
        raw
        END
        ADD --checksum=sha256:00 https://example.com/a.tar.gz#frag /t/
        ADD --keep-git-dir git@example.com:a/b.git#v1:sub /g
        """,
        """
        # syntax=docker/dockerfile:1
        # escape=`
        from a as b
        workdir rel`
        /more
        healthcheck --interval=1m30s --retries=3 cmd ["curl", "\\u0041"]
        onbuild run <<X
        1
        X
        label a=b "c d"='e f' g=h` i
        expose 80/tcp 8000-8003 $P/udp [::1]:80:80
        stopsignal SIGRTMIN+3
        shell ["/bin/sh", "-ec"]
        user ${U:-me}:$G
        volume /a /b
        maintainer me
        entrypoint []
        cmd a b
        from scratch
        copy --from=0 --from=b / /
        run --network=none --security=sandbox <<EOF
        #!/bin/sh
        EOF
        """,
    ].map { Array($0.utf8) }

    private static let pieces =
        [
            "\"", "'", "\\", "`", "$", "${", "}", "<<", "[", "]", "--", "=", ",", "\n", "\r\n", "\t", " ", "#", "*",
            ":",
            "FROM a\n", "ONBUILD ", "RUN ", "EOF\n", ":-", "//", "%%", "--from=", "--mount=", "-1",
            "99999999999999999999",
            "\u{FEFF}", "é", "\u{2028}", "${x:?}", " AS ",
        ].map { Array($0.utf8) } + [[0xFF], [0xE2, 0x82], [0], [0xED, 0xA0, 0x80]]

    @Test(arguments: 0..<8)
    func planningEnds(start: UInt64) throws {
        var numbers = Numbers(state: start &* 7_919 &+ 3)
        for _ in 0..<200 {
            let bytes = Self.damaged(Self.files[Int(start) % 2], by: &numbers)
            let file = SourceFile(name: "Dockerfile", bytes: bytes)
            do {
                try Frontend.check(file)
                let dockerfile = try Dockerfile.parse(file)
                _ = Planner.targets(of: dockerfile)
                try Self.plan(dockerfile)
            } catch let error as any DiagnosticConvertible {
                Self.expectPlace(of: error.diagnostic)
            }
        }
    }

    private static func plan(_ dockerfile: Dockerfile) throws {
        var request = PlanRequest(dockerfile: dockerfile, buildPlatform: amd64)
        request.plansAllStages = true
        request.platforms = [amd64, arm64]
        var base = FakeImages.usual
        base.onBuild = ["RUN x", "COPY --from=build a b"]
        let images = FakeImages(configs: ["onbuild:latest": base])
        var resolved: [ImageRequest: ResolvedImage] = [:]
        for _ in 0..<10 {
            let outcome = Planner.attempt(request, images: resolved)
            for finding in outcome.findings { #expect(finding.range != nil && !finding.message.isEmpty) }
            guard case .needsImages(let wanted) = try outcome.result.get() else { return }
            for image in wanted { resolved[image] = try images.resolve(image) }
        }
        Issue.record("the plan asks for images without end")
    }

    /// Only the sum of the warnings has no line of its own.
    private static func expectPlace(of diagnostic: Diagnostic) {
        let isSum = diagnostic.message.hasPrefix("lint violation found")
        #expect(isSum || diagnostic.range != nil, "\(diagnostic.message)")
        #expect(!diagnostic.rendered().isEmpty)
    }

    private static func damaged(_ bytes: [UInt8], by numbers: inout Numbers) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            let place = Int.random(in: 0...bytes.count, using: &numbers)
            let end = min(bytes.count, place + Int.random(in: 1...12, using: &numbers))
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            case 2 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
            default: bytes.insert(contentsOf: pieces.randomElement(using: &numbers) ?? [], at: place)
            }
        }
        return bytes
    }

    /// The same numbers in each run, so that a failure comes again.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 31)) &* 0x9E37_79B9_7F4A_7C15
        }
    }
}

/// Inputs made to take long or to go deep.
@Suite struct LargeFilesTests {
    @Test(arguments: [
        "FROM a\nENV x=" + String(repeating: "${a:-", count: 10_000) + "\n",
        "FROM a\nENV x=" + String(repeating: "\"${a//", count: 8_000) + "\n",
        "FROM a\nCMD " + String(repeating: "[", count: 60_000) + "\n",
        String(repeating: "{\"syntax\":", count: 50_000),
        "FROM a\n" + String(repeating: "ONBUILD ", count: 8_000) + "RUN x\n",
        "FROM a\nRUN " + String(repeating: "<<E ", count: 10_000) + "\n",
        "FROM a\nENV a=xxxxxxxx\n" + String(repeating: "ENV a=$a$a$a$a\n", count: 30),
        "ARG a=xxxxxxxx\n" + String(repeating: "ARG a=$a$a$a$a\n", count: 30) + "FROM a\n",
        "FROM a\nENV v=" + String(repeating: "a", count: 60_000) + "\nLABEL x=${v//a*a*a*b/}\n",
        "FROM a\n" + String(repeating: "R", count: 70_000) + "\n",
        "FROM a\nRUN x \\\n" + String(repeating: "# c\n\n", count: 20_000) + "y\n",
    ])
    func theyEnd(text: String) throws {
        let file = SourceFile(name: "Dockerfile", text: text)
        do {
            try Frontend.check(file)
            _ = try plan(text)
        } catch let error as any DiagnosticConvertible {
            #expect(error.diagnostic.range != nil, "\(error.diagnostic.message)")
        }
    }
}
