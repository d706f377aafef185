package import Diagnostics
package import OCIFormat

/// How a step ended.
package enum StepOutcome: Sendable, Hashable {
    /// Found in the cache; nothing ran.
    case cached
    /// Ran to its end.
    case done(StepResult)
    /// Failed; the cause of a failed build is the first such step.
    case failed(StepFailure)
    /// Ended because the build was cancelled or another step failed.
    case cancelled
    /// Never needed.
    case skipped
}

/// What a step that ran left.
package struct StepResult: Sendable, Hashable, Codable {
    /// Bytes of the layer's files; 0 for steps that leave none.
    package var layerSize: Int64
    /// Whether the result equals an earlier one, so that what follows may still be cached.
    package var isSameResult: Bool
    /// What the step used; nil for steps without processes.
    package var usage: ResourceUsage?
    /// The row of the cache record that the step made, by which the store finds its layers; nil where it made none.
    package var record: Int64?
    /// The identity of the whole filesystem that the step left.
    package var digest: Digest?
    /// The key by which the next build finds the record first.
    package var key: Digest?

    /// Makes a result that no record was made of.
    package init(layerSize: Int64 = 0, isSameResult: Bool = false, usage: ResourceUsage? = nil) {
        self.layerSize = layerSize
        self.isSameResult = isSameResult
        self.usage = usage
        record = nil
        digest = nil
        key = nil
    }
}

/// What a step's processes used, as wait4(2) tells.
package struct ResourceUsage: Sendable, Hashable, Codable {
    /// Nanoseconds of processor time in user mode.
    package var userTime: Int64
    /// Nanoseconds of processor time in the kernel.
    package var systemTime: Int64
    /// Bytes of memory at the peak of its largest process.
    package var peakMemory: Int64
    /// Bytes read from storage.
    package var bytesRead: Int64
    /// Bytes written to storage.
    package var bytesWritten: Int64

    /// Makes a usage from its figures.
    package init(userTime: Int64, systemTime: Int64, peakMemory: Int64, bytesRead: Int64, bytesWritten: Int64) {
        self.userTime = userTime
        self.systemTime = systemTime
        self.peakMemory = peakMemory
        self.bytesRead = bytesRead
        self.bytesWritten = bytesWritten
    }
}

/// Why a step failed.
package struct StepFailure: Error, Sendable, Hashable, Codable {
    /// What is told: message, place, notes, remedy.
    package var diagnostic: Diagnostic
    /// The exit code of the step's command, if it had one and ended by itself.
    package var exitCode: Int32?
    /// The signal that ended the step's command, if one did.
    package var signal: Int32?

    /// Makes a failure.
    package init(diagnostic: Diagnostic, exitCode: Int32? = nil, signal: Int32? = nil) {
        self.diagnostic = diagnostic
        self.exitCode = exitCode
        self.signal = signal
    }
}

/// How a build ended.
package enum BuildOutcome: Sendable, Hashable {
    /// All that was asked for was made.
    case succeeded(BuildResult)
    /// It failed; with the step that failed, if it was one.
    case failed(StepID?, Diagnostic)
    /// It was cancelled.
    case cancelled
}

/// What a successful build made.
package struct BuildResult: Sendable, Hashable, Codable {
    /// The manifest (or index) of the image, where one was made.
    package var image: Descriptor?
    /// The config of a single image.
    package var config: Digest?
    /// The names that the image was given.
    package var names: [String]

    /// Makes a result.
    package init(image: Descriptor? = nil, config: Digest? = nil, names: [String] = []) {
        self.image = image
        self.config = config
        self.names = names
    }
}
