import BuildEvents
import BuildGraph
import EnginePorts
import Solver

/// Base images as steps of a build.
extension GraphBuild {
    /// Makes sure that a base image's layers are on disk.
    func fetchImage(_ id: VertexID) async -> SolverInput? {
        guard case .image(let image) = graph[id].operation else {
            preconditionFailure("only images are fetched")
        }
        let step = steps[id]
        let isFirst = memory.begin(id)
        if isFirst { services.events.emit(.stepStarted(step)) }
        do {
            let (layers, fetched) = try await fetcher.fetch(image, for: step)
            let result = VertexKeys.result(of: image)
            memory.setResult(result, layers: layers, of: id)
            if isFirst {
                let outcome = fetched == 0 ? StepOutcome.cached : .done(StepResult(layerSize: fetched))
                services.events.emit(.stepFinished(step, outcome))
            }
            return .executed(id, ExecutedResult(result: result, isSameResult: true))
        } catch {
            end(id, with: error)
            return .failed(id)
        }
    }
}
