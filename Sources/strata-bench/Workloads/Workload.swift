import Foundation

/// One thing that people do with a builder, measured in one or more phases.
protocol Workload {
    var name: String { get }
    var phases: [Phase] { get }
    /// Makes what all builders share; throws where this machine cannot do it.
    func prepare(_ bench: Workbench) throws
    /// The build that a phase measures in a builder's turn. What must be done before is done here, unmeasured.
    func request(_ phase: Phase, _ turn: Turn) throws -> BuildRequest
}

/// A measured part of a workload.
struct Phase: Equatable {
    let name: String
    /// What strata may take at most of the fastest peer's time; nil where none was set.
    let budget: Double?
}

/// Whose turn it is, and where.
struct Turn {
    let builder: any Builder
    let bench: Workbench
    /// Counted from 0; the builder's store was emptied before the first round of each workload.
    let round: Int
    /// A folder of this workload and this builder.
    let folder: URL
}

extension Turn {
    /// Text that no other turn has, for steps that must not be cached.
    var nonce: String { "\(getpid())-\(round)" }

    /// Writes a Dockerfile into the folder and asks for its build there.
    func build(_ dockerfile: String) throws -> BuildRequest {
        let context = folder.appendingPathComponent("context")
        try FileManager.default.createDirectory(at: context, withIntermediateDirectories: true)
        let file = context.appendingPathComponent("Dockerfile")
        try dockerfile.write(to: file, atomically: true, encoding: .utf8)
        return BuildRequest(context: context)
    }
}

extension Workload {
    func prepare(_ bench: Workbench) throws {}
}
