import BuildEvents
import BuildGraph

/// Another order of a stage's instructions, and what it would have saved over the builds that are recorded.
///
/// Given only for steps of which is known what they need: those that fetch dependencies.
package struct OrderAdvice: Sendable, Hashable {
    /// The name of the stage.
    package var stage: String
    /// The position, in the newest build, of the step that copies more than is needed.
    package var copy: Int
    /// The position, in the newest build, of the step that could stand before it.
    package var command: Int
    /// The files that it needs, as paths of the build context.
    package var files: [String]
    /// The new lines, in their order.
    package var lines: [String]
    /// In how many of the builds the step ran.
    package var runs: Int
    /// In how many of these it would have been found.
    package var spared: Int
    /// Nanoseconds that it worked in those.
    package var saved: Int64

    /// The advice for a Dockerfile whose builds are given, the oldest first; what saves most comes first.
    ///
    /// `files` gives the paths that a COPY of the newest build copied, by its position; nil where they are not known.
    package static func find(
        in builds: [ExplainedBuild], files: (_ position: Int) -> [String]?
    ) -> [OrderAdvice] {
        guard let newest = builds.last else { return [] }
        return newest.steps.indices.compactMap { position -> OrderAdvice? in
            guard var advice = OrderAdvice(newest, position, files) else { return nil }
            for build in builds { advice.count(build, newest) }
            return advice.spared > 0 ? advice : nil
        }.sorted { ($1.saved, $0.command) < ($0.saved, $1.command) }
    }

    private init?(_ build: ExplainedBuild, _ position: Int, _ files: (Int) -> [String]?) {
        let step = build.steps[position]
        guard step.kind == "run", let stage = step.stage, let needed = DependencyCommand(instruction: step.instruction)
        else { return nil }
        let before = build.steps.indices.prefix(position).filter {
            build.steps[$0].stage == stage && build.steps[$0].platform == step.platform
        }
        guard let place = before.lastIndex(where: { build.steps[$0].kind == "copy" }) else { return nil }
        let copy = before[place]
        // Behind another WORKDIR the files would lie elsewhere.
        guard !before[place...].contains(where: { build.steps[$0].kind == "workdir" }),
            let transfer = PlainCopy(build.steps[copy].instruction)
        else { return nil }
        guard let paths = transfer.paths(of: needed, known: files(copy)) else { return nil }
        self.stage = stage
        self.copy = copy
        command = position
        self.files = paths
        lines = [
            "COPY \(paths.joined(separator: " ")) \(transfer.destination)", step.instruction,
            build.steps[copy].instruction,
        ]
        (runs, spared, saved) = (0, 0, 0)
    }

    /// Counts what a build would have saved.
    private mutating func count(_ build: ExplainedBuild, _ newest: ExplainedBuild) {
        guard let position = find(command, of: newest, in: build), let copy = find(copy, of: newest, in: build) else {
            return
        }
        let step = build.steps[position]
        guard let cause = step.cause, [.ran, .same].contains(step.result) else { return }
        runs += 1
        guard !cause.isOwn, let input = cause.input, [input.root, input.step].contains(build.steps[copy].id),
            let origin = build.steps[copy].cause, origin.parts.count == 1, origin.untold == 0, !origin.changes.isEmpty
        else { return }
        let isSpared = origin.changes.allSatisfy { $0.kind == .file && $0.from == nil && !files.contains($0.name) }
        guard isSpared else { return }
        spared += 1
        saved += step.duration
    }

    private func find(_ position: Int, of newest: ExplainedBuild, in build: ExplainedBuild) -> Int? {
        let step = newest.steps[position]
        return build.steps.firstIndex {
            $0.stage == step.stage && $0.instruction == step.instruction && $0.platform == step.platform
        }
    }
}

/// A COPY of one folder of the build context into the folder that commands run in.
private struct PlainCopy {
    var source: String
    var destination: String

    init?(_ instruction: String) {
        let words = instruction.split(separator: " ")
        guard words.count == 3, words[0].uppercased() == "COPY", !words[1].contains(where: { "*?[$<".contains($0) })
        else { return nil }
        guard words[2] == "." || words[2] == "./" else { return nil }
        var path = words[1]
        while path.hasPrefix("./") { path = path.dropFirst(2) }
        while path.hasSuffix("/") { path = path.dropLast() }
        source = path == "." ? "" : String(path)
        destination = "./"
    }

    /// Where the needed files are in the context; nil where one is missing, or nothing else is copied.
    func paths(of command: DependencyCommand, known: [String]?) -> [String]? {
        let prefix = source.isEmpty ? "" : "\(source)/"
        let required = command.required.map { prefix + $0 }
        let optional = command.optional.map { prefix + $0 }
        guard let known = known.map(Set.init) else { return required + optional.prefix(1) }
        guard required.allSatisfy(known.contains) else { return nil }
        let paths = required + optional.filter(known.contains)
        return known.count > paths.count ? paths : nil
    }
}
