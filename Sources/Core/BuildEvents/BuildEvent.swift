package import BuildGraph
package import Diagnostics
package import OCIFormat

/// One thing that happened in a build.
///
/// The whole of a build is its events in order; see `EventRules` for their order.
package struct BuildEvent: Sendable, Hashable {
    /// Rises by one from 0.
    package var sequence: Int
    /// Nanoseconds since the build began, on a clock that never goes back.
    package var time: Int64
    /// What happened.
    package var payload: Payload

    /// Makes an event.
    package init(sequence: Int, time: Int64, payload: Payload) {
        self.sequence = sequence
        self.time = time
        self.payload = payload
    }

    /// What happened.
    package enum Payload: Sendable, Hashable {
        /// The first event.
        case buildStarted(BuildStart)
        /// The Dockerfile's text, where it was not known yet when the build started: its context came from elsewhere.
        case dockerfileRead(SourceFile)
        /// Steps became known, each after those that it reads, and each before anything else is said of it.
        case stepsAnnounced([StepDescription])
        /// Stages of the Dockerfile that the build needs, once they are known; they join those announced before.
        case stagesAnnounced([Stage])
        /// Work on a step began. A step found in the cache begins and ends at one moment.
        case stepStarted(StepID)
        /// What the cache had to say of a step; at most once a step, before its end.
        case verdict(StepID, CacheVerdict)
        /// A step waits for something before or while it runs, or no longer waits (nil).
        case waiting(StepID, WaitReason?)
        /// Output of a step, in the order in which it came; may end within a character.
        case log(StepID, OutputStream, [UInt8])
        /// How far a part of a step has come.
        case progress(StepID, ProgressItem)
        /// The step's end, exactly one for each step that started.
        case stepFinished(StepID, StepOutcome)
        /// Something to tell people that is no failure.
        case warning(StepID?, Diagnostic)
        /// The last event.
        case buildFinished(BuildOutcome)
    }
}

/// Names a step within one build: a vertex of the graph or one of the build's own tasks, as loading and exporting.
///
/// It is unique within the build and, written as `sha256:…`, what BuildKit's progress calls a vertex digest.
package struct StepID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The digest.
    package var digest: Digest

    /// Makes an identifier from a digest.
    package init(_ digest: Digest) {
        self.digest = digest
    }

    /// Decodes the digest alone.
    package init(from decoder: any Decoder) throws {
        digest = try decoder.singleValueContainer().decode(Digest.self)
    }

    /// Encodes the digest alone.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(digest)
    }

    /// The digest as `sha256:…`.
    package var description: String { digest.description }
}

/// What a build set out to do.
package struct BuildStart: Sendable, Hashable, Codable {
    /// The build's identity in the history: 128 random bits as hex.
    package var build: String
    /// The start as seconds since 1970, with nanoseconds after the point lost beyond a double's precision.
    package var wallClock: Double
    /// The name of the Dockerfile as given.
    package var dockerfile: String
    /// The build context as given.
    package var context: String
    /// `--target`, if given.
    package var target: String?
    /// The platforms asked for.
    package var platforms: [Platform]
    /// `--build-arg` values by name.
    package var arguments: [EnvironmentVariable]
    /// The Dockerfile's text, so that a recorded build can show it; nil where it is told later or not at all.
    package var source: SourceFile?

    /// Makes a start from what every build has.
    package init(build: String, wallClock: Double, dockerfile: String, context: String) {
        self.build = build
        self.wallClock = wallClock
        self.dockerfile = dockerfile
        self.context = context
        target = nil
        platforms = []
        arguments = []
        source = nil
    }
}

/// A step as it is announced.
package struct StepDescription: Sendable, Hashable, Codable {
    /// The step.
    package var id: StepID
    /// The text that progress shows.
    package var name: String
    /// The steps that it reads.
    package var inputs: [StepID]
    /// Index into the announced stages; nil for what belongs to none.
    package var stage: Int?
    /// Position among the stage's counted steps, from 1.
    package var step: Int?
    /// The instruction as written; empty for the build's own tasks.
    package var instruction: String
    /// Where the instruction stands in the Dockerfile.
    package var range: SourceRange?
    /// The kind of work: `image`, `context`, `run`, `copy`, `workdir`, `internal`, `export`.
    package var kind: String
    /// The platform that it runs for; nil for the build's own tasks.
    package var platform: Platform?
    /// What the step is made of; nil for the build's own tasks, and in streams that do not tell.
    package var facts: StepFacts?

    /// Makes a description of one of the build's own tasks.
    package init(id: StepID, name: String, inputs: [StepID] = [], kind: String = "internal") {
        self.id = id
        self.name = name
        self.inputs = inputs
        self.kind = kind
        stage = nil
        step = nil
        instruction = ""
        range = nil
        platform = nil
        facts = nil
    }
}

/// Which of its two outputs a step wrote to.
package enum OutputStream: Int, Sendable, Hashable, Codable {
    case standardOutput = 1
    case standardError = 2
}

/// Why a step does not go on.
package enum WaitReason: Sendable, Hashable {
    /// As many steps run as `--jobs` allows.
    case slot
    /// Another step, of this or another strata, holds a cache mount.
    case cacheMount(String)
    /// A lock of the store is held by another strata.
    case store
    /// The network has not answered yet.
    case network(String)
}

/// How far a part of a step has come: a layer that is fetched, an export that is written.
package struct ProgressItem: Sendable, Hashable, Codable {
    /// The part's name, as in BuildKit's statuses: `sha256:…`, `extracting sha256:…`, `transferring context:`; or what
    /// takes long, said as people would: `digesting the new layer`.
    package var id: String
    /// Units done, usually bytes.
    package var current: Int64
    /// Units in all; nil where unknown.
    package var total: Int64?
    /// Whether the part has ended.
    package var isComplete: Bool

    /// Makes an item.
    package init(id: String, current: Int64, total: Int64?, isComplete: Bool) {
        self.id = id
        self.current = current
        self.total = total
        self.isComplete = isComplete
    }
}
