import BuildEvents
import BuildGraph
import BuildPlanner
import ContextFiles
import Diagnostics
import DockerfileSyntax
import Engine
import EnginePorts
import Foundation
import Reports

/// One `strata check`, `outline` or `targets`: reads the Dockerfile, plans it, builds nothing.
struct CallRun {
    let request: BuildRequest
    let root: String?
    let option: CallOption

    /// Prints what was asked for; gives the exit code, 1 where a check found something.
    func run() async throws -> Int32 {
        let sources = try BuildSources(request)
        if let known = sources.known { return try await run(known, nil) }
        let store = try await OpenStore.open(root: root, request: request, clock: SystemClock())
        do {
            let code = try await run(try await store.load(sources), store)
            await store.close()
            return code
        } catch {
            await store.close()
            throw error
        }
    }

    /// Asks the Dockerfile; the store is opened where it is needed and was not yet.
    private func run(_ definition: BuildDefinition, _ store: OpenStore?) async throws -> Int32 {
        let file = definition.file
        let parsed = parse(file)
        switch option.method {
        case .targets:
            let targets = Planner.targets(of: try parsed.get())
            try tell(TargetsReport.text(targets), json: TargetsReport.json(targets, file: file))
            return 0
        case .outline:
            let answer = await plan(try parsed.get(), definition, store)
            if let error = answer.error { throw error }
            guard let outline = answer.outline else { return 0 }
            try tell(OutlineReport.text(outline), json: OutlineReport.json(outline, file: file))
            return 0
        case .check:
            return try report(await check(parsed, definition, store), of: file)
        }
    }

    private func check(
        _ parsed: Result<Dockerfile, Diagnostic>, _ definition: BuildDefinition, _ store: OpenStore?
    ) async -> Answer {
        switch parsed {
        case .success(let dockerfile): await plan(dockerfile, definition, store)
        case .failure(let error): Answer(error: error)
        }
    }

    /// The findings go to standard output; what keeps the file from being built follows as an error.
    private func report(_ answer: Answer, of file: SourceFile) throws -> Int32 {
        let report = CheckReport(file: file, findings: answer.findings, error: answer.error)
        try tell(report.text(), json: report.json(), status: report.isClean ? 0 : 1)
        if option.ignoresStatus { return 0 }
        if let error = answer.error {
            if !option.isJSON, !answer.findings.isEmpty { print("\n") }
            throw error
        }
        return report.isClean ? 0 : 1
    }

    private func parse(_ file: SourceFile) -> Result<Dockerfile, Diagnostic> {
        do {
            try Frontend.check(file)
            return .success(try Dockerfile.parse(file))
        } catch let error as any DiagnosticConvertible {
            return .failure(error.diagnostic)
        } catch {
            return .failure(Diagnostic(code: "dockerfile.unreadable", message: "\(file.name): \(error)"))
        }
    }

    /// Prints the answer, and keeps it where `--metadata-file` asks for it.
    private func tell(_ text: String, json: String, status: Int? = nil) throws {
        print(option.isJSON ? json : text)
        guard let path = request.metadataFile else { return }
        let metadata = CallMetadata(text: text, json: json, status: status)
        try HostFile.write(metadata.encoded(), asked: path)
    }

    private func print(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}

extension CallRun {
    /// What planning told.
    private struct Answer {
        var findings: [Diagnostic] = []
        var outline: BuildOutline?
        var error: Diagnostic?
    }

    private func plan(
        _ dockerfile: Dockerfile, _ definition: BuildDefinition, _ opened: OpenStore?
    ) async -> Answer {
        if let opened { return await plan(dockerfile, definition, in: opened) }
        let store: OpenStore
        do {
            store = try await OpenStore.open(root: root, request: request, clock: SystemClock())
        } catch let error as any DiagnosticConvertible {
            return Answer(error: error.diagnostic)
        } catch {
            return Answer(error: Diagnostic(code: "store.unusable", message: "the store can't be opened: \(error)"))
        }
        let answer = await plan(dockerfile, definition, in: store)
        await store.close()
        return answer
    }

    private func plan(
        _ dockerfile: Dockerfile, _ definition: BuildDefinition, in store: OpenStore
    ) async -> Answer {
        var plan = request.planRequest(dockerfile)
        plan.allowAll()
        plan.plansAllStages = option.method == .check && (request.target ?? "").isEmpty
        do {
            try await store.openMainContext(definition)
        } catch {
            return Answer(error: error)
        }
        plan.ignoreRules = store.contexts.ignoreRules(of: "context")
        let services = store.services(events: NoEvents(), secrets: request.secrets)
        var options = BuildOptions(build: "check", project: request.context, jobs: request.jobs)
        options.pullsAgain = request.pulls
        let resolver = ImageResolver(services: services, options: options, file: definition.file)
        return await answer(to: plan, resolver)
    }

    /// Asks for images until nothing is missing; without them, what was found before they were needed is told.
    private func answer(to plan: PlanRequest, _ resolver: ImageResolver) async -> Answer {
        var images: [ImageRequest: ResolvedImage] = [:]
        while true {
            let outcome = Planner.attempt(plan, images: images)
            var answer = Answer(findings: outcome.findings, outline: outcome.outline)
            switch outcome.result {
            case .success(.ready): return answer
            case .failure(let error):
                answer.error = error.diagnostic
                return answer
            case .success(.needsImages(let requests)):
                do {
                    images.merge(try await resolver.resolve(requests)) { $1 }
                } catch {
                    answer.error = error.diagnostic
                    return answer
                }
            }
        }
    }
}

/// Nobody looks on while a Dockerfile is asked.
struct NoEvents: EventSink {
    func emit(_ payload: BuildEvent.Payload) {}
}

extension PlanRequest {
    /// Allows all that a Dockerfile may ask for, where nothing of it runs.
    mutating func allowAll() {
        allowsInsecure = true
        allowsHostNetwork = true
        devices.allowsAll = true
        devices.isComplete = false
    }
}
