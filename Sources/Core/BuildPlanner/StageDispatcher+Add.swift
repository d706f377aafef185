import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// One thing that COPY or ADD takes, its variables replaced.
enum CopySource: Hashable, Sendable {
    /// A path or pattern among files.
    case path(String)
    /// Files from the network; with the address as written.
    case remote(RemoteSource, String)

    var isRemote: Bool { if case .remote = self { true } else { false } }

    /// The source as the instruction has it.
    var text: String {
        switch self {
        case .path(let path): path
        case .remote(_, let address): address
        }
    }
}

/// What ADD fetches.
extension StageDispatcher {
    mutating func apply(_ add: AddInstruction, of step: PlannedStep) throws(PlanError) {
        let sources = try fetched(add, sources(add.files, of: step), of: step)
        try apply(add.files, sources: sources, of: step) { operation in
            switch add.unpacks {
            case nil: operation.unpacking = .localArchives
            case true?: operation.unpacking = sources.contains(where: \.isRemote) ? .allArchives : .localArchives
            case false?: operation.unpacking = .never
            }
        } from: { dispatcher in
            dispatcher.mainContext()
        }
    }

    /// The sources with what the flags of ADD say of those from the network.
    private func fetched(
        _ add: AddInstruction, _ sources: [CopySource], of step: PlannedStep
    ) throws(PlanError) -> [CopySource] {
        let checksum = try add.checksum.map { word throws(PlanError) in try expand(word, of: step) } ?? ""
        if let word = add.checksum, !checksum.isEmpty {
            if sources.count > 1 { throw fail(.checksumOfSeveral, of: step, at: word.range) }
            guard case .remote? = sources.first else { throw fail(.checksumOfFiles, of: step, at: word.range) }
        }
        var result: [CopySource] = []
        for source in sources {
            guard case .remote(var remote, let text) = source else {
                result.append(source)
                continue
            }
            if case .git(var git) = remote, let keeps = add.keepsGitFolder {
                git.keepsGitFolder = keeps
                remote = .git(git)
            }
            if let word = add.checksum, !checksum.isEmpty { try check(&remote, checksum, word, of: step) }
            result.append(.remote(remote, text))
        }
        return result
    }

    private func check(
        _ remote: inout RemoteSource, _ checksum: String, _ word: Word, of step: PlannedStep
    ) throws(PlanError) {
        switch remote {
        case .http(var http):
            do {
                http.checksum = try Digest(parsing: checksum)
            } catch {
                throw fail(.invalidChecksum(checksum, problem: "\(error)"), of: step, at: word.range)
            }
            remote = .http(http)
        case .git(var git):
            guard GitSource.isCommitPrefix(checksum) else {
                throw fail(.invalidChecksum(checksum, problem: "it is no commit's id"), of: step, at: word.range)
            }
            if let commit = git.commit, !commit.hasPrefix(checksum), !checksum.hasPrefix(commit) {
                let problem = "the address asks for \(commit)"
                throw fail(.invalidChecksum(checksum, problem: problem), of: step, at: word.range)
            }
            git.commit = checksum
            remote = .git(git)
        }
    }

    /// The vertex of files from the network; it is called as the step that asked for it first.
    mutating func remoteFiles(_ source: RemoteSource, named text: String, of step: PlannedStep) -> VertexID {
        var counter = names
        let name = counter.next(
            text, platform: state.platform, target: state.spokenTarget, isTrigger: step.isTrigger)
        var vertex = Vertex(
            id: VertexID(0), operation: .remote(source), inputs: [], name: name,
            platform: settings.request.buildPlatform)
        vertex.range = step.range
        return builder.add(vertex)
    }
}

extension RemoteSource {
    /// What of the fetched files is copied, as a pattern.
    var pattern: String {
        switch self {
        case .http(let http): String(http.fileName.flatMap { "*?[\\".contains($0) ? ["\\", $0] : [$0] })
        case .git: "."
        }
    }
}
