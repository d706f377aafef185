import BuildEvents
import BuildGraph
import Diagnostics
import OCIFormat

/// A Dockerfile of four stages, whose build has fifty steps.
struct MadeDockerfile {
    private struct Part {
        let stage: String
        let image: String
        let instructions: [String]
    }

    static let platform = Platform(os: "linux", architecture: "amd64")
    /// The steps of the build itself, before those of the Dockerfile and after them.
    private static let tasks = ["definition", ".dockerignore", "metadata for golang:1.25", "metadata for node:24"]
    private static let parts = [
        Part(
            stage: "server", image: "golang:1.25",
            instructions: [
                "WORKDIR /src", "RUN apk add --no-cache gcc make musl-dev", "COPY go.mod go.sum ./",
                "RUN go mod download", "COPY internal/ internal/", "RUN go vet ./internal/...", "COPY cmd/ cmd/",
                "RUN go test ./...", "RUN go build -o /out/server ./cmd/server", "RUN /out/server --version",
            ]),
        Part(
            stage: "web", image: "node:24",
            instructions: [
                "WORKDIR /web", "RUN corepack enable", "COPY web/fonts/ fonts/", "RUN find fonts -name '*.ttf'",
                "COPY web/ .", "RUN npm ci", "RUN npm run lint", "RUN npm test", "RUN npm run build",
                "RUN gzip -k dist/*.js",
            ]),
        Part(
            stage: "docs", image: "python:3.14",
            instructions: [
                "WORKDIR /docs", "RUN pip install mkdocs", "COPY docs/theme/ theme/", "RUN mkdocs --version",
                "COPY mkdocs.yml .", "RUN mkdocs get-deps", "COPY docs/ docs/", "RUN mkdocs build --strict",
                "RUN find site -type f", "RUN tar -cf site.tar site",
            ]),
        Part(
            stage: "release", image: "debian:13-slim",
            instructions: [
                "WORKDIR /app", "RUN apt-get update", "RUN apt-get install -y ca-certificates", "RUN adduser app",
                "COPY config/ /etc/app/", "RUN chmod -R a+r /etc/app", "RUN mkdir -p /var/lib/app",
                "COPY --from=server /out/server /app/", "COPY --from=web /web/dist /app/web/",
                "COPY --from=docs /docs/site.tar /app/",
            ]),
    ]

    let source: SourceFile
    let stages: [Stage]
    /// The steps in the order in which they are announced.
    let steps: [StepDescription]
    /// The positions of each stage's instructions.
    let instructions: [[Int]]

    init(ofProject project: Int) {
        let lines = Self.parts.flatMap { ["FROM \($0.image) AS \($0.stage)"] + $0.instructions }
        let source = SourceFile(name: "Dockerfile", text: lines.joined(separator: "\n") + "\n")
        self.source = source
        stages = Self.parts.enumerated().map { index, part in
            Stage(
                name: part.stage, isNamed: true, index: index, platform: Self.platform,
                stepCount: part.instructions.count + 1, range: nil)
        }
        var steps = Self.tasks.map {
            StepDescription(id: Self.id($0, project), name: "[internal] load build \($0)")
        }
        steps.append(
            StepDescription(id: Self.id("context", project), name: "[internal] load build context", kind: "context"))
        var instructions: [[Int]] = []
        var line = 0
        for (stage, part) in Self.parts.enumerated() {
            for place in 0...part.instructions.count {
                line += 1
                var step = Self.step(stage, place, project)
                step.range = source.range(ofLine: line)
                steps.append(step)
            }
            instructions.append(Array((steps.count - part.instructions.count)..<steps.count))
        }
        let last = steps.suffix(1).map(\.id)
        steps.append(
            StepDescription(id: Self.id("export", project), name: "exporting to image", inputs: last, kind: "export"))
        self.steps = steps
        self.instructions = instructions
    }

    private static func id(_ text: String, _ project: Int) -> StepID {
        StepID(Digest.sha256(of: "step \(text) of project \(project)"))
    }

    private static func id(_ stage: Int, _ place: Int, _ project: Int) -> StepID {
        id("\(parts[stage].stage) \(place)", project)
    }

    /// A step of a stage: at place 0 its image, behind it the instructions.
    private static func step(_ stage: Int, _ place: Int, _ project: Int) -> StepDescription {
        let part = parts[stage]
        let instruction = place == 0 ? "FROM \(part.image) AS \(part.stage)" : part.instructions[place - 1]
        var inputs = place == 0 ? [] : [id(stage, place - 1, project)]
        if let source = parts.firstIndex(where: { instruction.hasPrefix("COPY --from=\($0.stage) ") }) {
            inputs.append(id(source, parts[source].instructions.count, project))
        } else if instruction.hasPrefix("COPY ") {
            inputs.append(id("context", project))
        }
        let kind = place == 0 ? "image" : String(instruction.prefix { $0 != " " }).lowercased()
        var step = StepDescription(
            id: id(stage, place, project),
            name: "[\(part.stage) \(place + 1)/\(part.instructions.count + 1)] \(instruction)", inputs: inputs,
            kind: kind)
        step.stage = stage
        step.step = place + 1
        step.instruction = instruction
        step.platform = platform
        return step
    }
}
