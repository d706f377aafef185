import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// Replaces the variables of all FROMs.
struct StageBinder {
    let settings: PlanSettings
    let globals: VariableList

    func stages() throws(PlanError) -> [BoundStage] {
        var bound: [BoundStage] = []
        for stage in settings.dockerfile.stages {
            let base = try expand(stage.from.image)
            guard !base.isEmpty else {
                throw .fault(.blankBase(stage.from.image.text), at: place(stage.from.image))
            }
            bound.append(BoundStage(stage: stage, base: base, platform: try platform(of: stage)))
        }
        return bound
    }

    private func platform(of stage: Dockerfile.Stage) throws(PlanError) -> Platform? {
        guard let word = stage.from.platform else { return nil }
        let text = try expand(word)
        guard !text.isEmpty else { throw .fault(.blankPlatform(word.text), at: place(word)) }
        do {
            return try Platform(parsing: text)
        } catch {
            throw .fault(.invalidPlatform(word.text, problem: error), at: place(word))
        }
    }

    private func expand(_ word: Word) throws(PlanError) -> String {
        let expander = Expander(escape: settings.dockerfile.escape)
        do {
            return try expander.expand(word, of: settings.file) { globals[$0] }.text
        } catch {
            throw .dockerfile(error)
        }
    }

    private func place(_ word: Word) -> Diagnostic.Place {
        .init(file: settings.file, range: word.range)
    }
}
