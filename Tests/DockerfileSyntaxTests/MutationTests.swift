import Diagnostics
import DockerfileSyntax
import Testing

/// Whatever the bytes, reading ends, and ends in a value or in a diagnostic that can be shown.
@Suite struct MutationTests {
    private static let seed = """
        # syntax=docker/dockerfile:1
        # escape=\\
        ARG BASE=debian:stable
        # build makes it
        FROM --platform=$BUILDPLATFORM ${BASE:-x} AS build
        ENV A=1 B="two $A" C=${A#1}${B//t*o/\\/}
        RUN --mount=type=cache,target=/root/.cache,sharing=locked \\
            # comment

            --network=none make \\
              && echo 'done'
        COPY --from=build --chown=1:1 --chmod=u=rwX ["a b", "/c"]
        COPY <<-EOF <<'END' /dst/
        \thello $A
        EOF
        raw
        END
        HEALTHCHECK --interval=1m30s CMD ["curl", "\\u0041\\ud83d"]
        ONBUILD RUN <<X
        1
        X
        LABEL old style label
        EXPOSE 80/tcp
        """

    private static let pieces =
        [
            "\"", "'", "\\", "`", "$", "${", "}", "<<", "<<-", "[", "]", "{", "--", "=", ",", "\n", "\r\n", "\t", " ",
            "#", "!", "*",
            "\u{FEFF}", "é", "FROM", "ONBUILD ", "RUN", "EOF", ":-", "/", "%%", "\\u",
        ].map { Array($0.utf8) } + [[0xFF], [0xE2, 0x82], [0], [0x1B]]

    @Test(arguments: 0..<8)
    func damagedFilesAreReadOrRefused(start: UInt64) {
        var generator = Sequence(state: start &* 7_919 &+ 1)
        for _ in 0..<700 {
            let bytes = Self.damaged(Array(Self.seed.utf8), by: &generator)
            let file = SourceFile(name: "Dockerfile", bytes: bytes)
            _ = Directive.syntax(of: file)
            do throws(DockerfileError) {
                let dockerfile = try Dockerfile.parse(file)
                #expect(!dockerfile.syntaxTree.isEmpty)
                Self.use(dockerfile)
            } catch {
                #expect(error.diagnostic.rendered().hasPrefix("Dockerfile:"))
            }
        }
    }

    @Test func damagedIgnoreFilesAreReadOrRefused() {
        var generator = Sequence(state: 11)
        let seed = Array("# x\n*\n!src/**/[a-z]?.go\n/build/\n**/tmp\n!a/b\\*c\n".utf8)
        for _ in 0..<500 {
            do throws(DockerfileError) {
                let file = SourceFile(name: ".dockerignore", bytes: Self.damaged(seed, by: &generator))
                let rules = try IgnoreRules.parse(file)
                _ = rules.verdict(for: Array("src/a/bc.go".utf8))
                _ = rules.verdict(for: [0xFF, 0x2F, 0x2F, 0xE2])
            } catch {
                #expect(error.diagnostic.rendered().hasPrefix(".dockerignore:"))
            }
        }
    }

    /// Does with each instruction what a planner does.
    private static func use(_ dockerfile: Dockerfile) {
        for instruction in dockerfile.instructions {
            for word in instruction.expandableWords {
                do {
                    _ = try Expander(escape: dockerfile.escape).split(word, of: dockerfile.file) { _ in "value" }
                } catch {
                    #expect(!error.diagnostic.message.isEmpty)
                }
            }
            guard case .run(let run) = instruction.body else { continue }
            _ = run.script
            for mount in run.mounts {
                do {
                    _ = try mount.resolved(in: dockerfile.file) { word throws(DockerfileError) in word.text }
                } catch {
                    #expect(!error.diagnostic.rendered().isEmpty)
                }
            }
        }
    }

    private static func damaged(_ bytes: [UInt8], by generator: inout Sequence) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
            case 1:
                bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...5, using: &generator)))
            case 2 where place < bytes.count:
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            default:
                bytes.removeSubrange(place...)
                bytes.append(contentsOf: pieces.randomElement(using: &generator) ?? [])
            }
        }
        return bytes
    }

    /// The same numbers in each run, so that a failure comes again.
    private struct Sequence: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 31)) &* 0x9E37_79B9_7F4A_7C15
        }
    }
}
