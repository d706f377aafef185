import BuildEvents
import BuildProgress
import TerminalCells
import TerminalThemes

/// Says why a step has no files to show.
enum FilesAbsence {
    /// A sentence; nil for a step whose layer can be asked for.
    static func reason(of step: StepState, _ scene: Scene) -> [Ink]? {
        let sign = scene.sign(of: step)
        let text: String
        switch step.phase {
        case .waiting: text = "its layer is made when it has run"
        case .running: text = "its layer is there when it has ended"
        case .failed: text = "it failed, and so left no layer"
        case .cancelled: text = "it was cancelled, and so left no layer"
        case .skipped: text = "it was not needed, and so left no layer"
        case .hit, .ran:
            guard step.description.stage == nil else { return foreign(scene, sign) }
            text =
                switch step.description.kind {
                case "export": "it writes images and files outside; its log tells how much"
                case "context": "it reads the build context and leaves no layer"
                case "http", "git": "it fetches files and leaves no layer"
                default: "it is the build's own work and leaves no layer"
                }
        }
        return [sign, Ink(" \(text)")]
    }

    private static func foreign(_ scene: Scene, _ sign: Ink) -> [Ink]? {
        guard scene.build.start?.build.isEmpty == true else { return nil }
        return [sign, Ink(" its layer is in BuildKit's store, which the stream tells nothing of")]
    }
}
