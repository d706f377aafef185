package import BuildEvents
import OCIFormat

/// A recorded build, as listings and reports show it.
package struct BuildSummary: Sendable, Hashable, Codable {
    /// How a build ended.
    package enum Result: String, Sendable, Hashable, Codable {
        case running, succeeded, failed, cancelled
        /// Its process ended before it did.
        case interrupted
    }

    /// How many steps ended how.
    package struct Counts: Sendable, Hashable, Codable {
        /// Steps that were announced.
        package var total = 0
        /// Steps from the cache.
        package var hits = 0
        /// Steps that ran to their end, those with the same result as before included.
        package var ran = 0
        /// Steps that failed.
        package var failed = 0
        /// Steps that were ended from outside.
        package var cancelled = 0
        /// Those of the cancelled that were not in the cache.
        package var cancelledMisses = 0
        /// Warnings.
        package var warnings = 0

        /// Makes the counts of a build without steps.
        package init() {}
    }

    /// The build's identity.
    package var build: String
    /// Its number in the history, from 1; nil while it has none.
    package var number: Int64?
    /// When it began, in seconds since 1970.
    package var created: Double
    /// Nanoseconds that it took.
    package var duration: Int64 = 0
    /// The Dockerfile as given.
    package var dockerfile: String
    /// The build context as given.
    package var context: String
    /// `--target`, if given.
    package var target: String?
    /// The platforms asked for, as `linux/amd64`.
    package var platforms: [String]
    /// The names that the image was given.
    package var names: [String] = []
    /// The image's digest, where one was made.
    package var image: String?
    /// How it ended.
    package var result = Result.running
    /// How many steps ended how.
    package var counts = Counts()
    /// The error's message of a build that failed.
    package var error: String?
    /// The step that failed, if it was one.
    package var failedStep: StepID?
    /// Why the first step that missed for a cause of its own did so, in a sentence.
    package var firstCause: String?
    /// The commit of its context, where that is a git repository.
    package var revision: Revision?
    /// The program that it was imported from, `strata` or `buildx`; nil for a build of this store.
    package var origin: String?
    /// The folder of its context with all links resolved, where that is known.
    package var folder: String?
    /// The command line that asked for it; empty where it is not known.
    package var command: [String] = []
    /// Whether it is kept whatever its age.
    package var isPinned = false
    /// Bytes of its events and logs on disk.
    package var size: Int64 = 0
    /// Nanoseconds that the build before took, of the same Dockerfile, context and target, which succeeded as well.
    package var previousDuration: Int64?

    /// The share of the steps that could be found in the cache and were, from 0 to 1; nil where there were none.
    package var hitRate: Double? {
        let all = lookedUp
        return all == 0 ? nil : Double(counts.hits) / Double(all)
    }

    /// How many steps the cache gave or could not give.
    package var lookedUp: Int { counts.hits + counts.ran + counts.failed + counts.cancelledMisses }

    /// Makes the summary of a build that has just begun.
    package init(_ start: BuildStart) {
        build = start.build
        created = start.wallClock
        dockerfile = start.dockerfile
        context = start.context
        target = start.target
        platforms = start.platforms.map(\.description)
    }
}

extension BuildSummary {
    /// The last part of the context, with the Dockerfile's name where that is another than usual.
    package var project: String {
        let parts = (folder ?? context).split(separator: "/").filter { $0 != "." && $0 != ".." }
        let name = parts.last.map(String.init) ?? context
        let file = dockerfile.split(separator: "/").last.map(String.init) ?? dockerfile
        return file == "Dockerfile" ? name : "\(name) \(file)"
    }
}
