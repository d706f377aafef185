import BuildEvents
import EnginePorts
import OCIFormat
import Synchronization

/// A step of the build's own that is announced only if it takes so long that people would ask what goes on.
final class LateStep: Sendable {
    private enum Stage {
        case silent, told, over
    }

    private static let patience = Duration.milliseconds(300)

    private let id: StepID
    private let name: String
    private let events: any EventSink
    private let stage = Mutex(Stage.silent)

    /// Makes a step of a build that has not begun.
    init(_ name: String, build: String, events: any EventSink) {
        id = StepID(Digest.sha256(of: Array("\(build) \(name)".utf8)))
        self.name = name
        self.events = events
    }

    /// Does the step's work.
    func during<T>(_ body: () async -> T) async -> T {
        // A task of its own, since the build's may be cancelled by now.
        let watch = Task {
            do { try await Task.sleep(for: Self.patience) } catch { return }
            tell()
        }
        let value = await body()
        watch.cancel()
        end()
        return value
    }

    private func tell() {
        stage.withLock { stage in
            guard stage == .silent else { return }
            stage = .told
            events.emit(.stepsAnnounced([StepDescription(id: id, name: name)]))
            events.emit(.stepStarted(id))
        }
    }

    private func end() {
        stage.withLock { stage in
            if stage == .told { events.emit(.stepFinished(id, .done(StepResult()))) }
            stage = .over
        }
    }
}
