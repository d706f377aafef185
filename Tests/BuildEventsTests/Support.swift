import BuildEvents
import OCIFormat

/// A step of a name; its digest is the name's.
func step(_ name: String, inputs: [String] = []) -> StepDescription {
    StepDescription(id: id(name), name: name, inputs: inputs.map(id))
}

func id(_ name: String) -> StepID {
    StepID(Digest.sha256(of: name))
}

/// Numbers payloads from 0 and gives them times a millisecond apart.
func stream(_ payloads: [BuildEvent.Payload]) -> [BuildEvent] {
    payloads.enumerated().map {
        BuildEvent(sequence: $0.offset, time: Int64($0.offset) * 1_000_000, payload: $0.element)
    }
}

let start = BuildEvent.Payload.buildStarted(
    BuildStart(build: "b1", wallClock: 1_790_000_000.5, dockerfile: "Dockerfile", context: "."))
