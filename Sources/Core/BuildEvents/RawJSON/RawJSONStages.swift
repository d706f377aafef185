import BuildGraph
import OCIFormat

/// Finds the stages of a Dockerfile in the names of its steps.
struct RawJSONStages: Sendable {
    private struct Key: Hashable {
        var name: String
        var platform: Platform?
    }

    private var positions: [Key: Int] = [:]
    private var new: [Stage] = []
    /// The Dockerfile's name, once the step that loads it was seen.
    private(set) var dockerfile: String?

    /// The stages found since the last call.
    mutating func takeNew() -> [Stage] {
        defer { new = [] }
        return new
    }

    /// A step with what its name tells.
    mutating func describe(_ id: StepID, name: String, inputs: [StepID]) -> StepDescription {
        let parsed = VertexName(parsing: name)
        var step = StepDescription(id: id, name: name, inputs: inputs, kind: parsed.kind)
        step.platform = parsed.platform
        let loading = "load build definition from "
        if parsed.text.hasPrefix(loading) { dockerfile = String(parsed.text.dropFirst(loading.count)) }
        guard let stage = parsed.stage else { return step }
        step.stage = position(of: stage, parsed)
        step.step = parsed.step
        step.instruction = parsed.text
        return step
    }

    /// A step for another platform than the target's belongs to the target's copy of its stage.
    private mutating func position(of name: String, _ parsed: VertexName) -> Int {
        let platform = parsed.targetPlatform ?? parsed.platform
        let key = Key(name: name, platform: platform)
        if let position = positions[key] { return position }
        let position = positions.count
        positions[key] = position
        let number = name.hasPrefix("stage-") ? Int(name.dropFirst("stage-".count)) : nil
        let shown = name.isEmpty ? "stage-0" : name
        new.append(
            Stage(
                name: shown, isNamed: !name.isEmpty && number == nil, index: number ?? position,
                platform: platform ?? .host, stepCount: parsed.stepCount ?? 0, range: nil))
        return position
    }
}
