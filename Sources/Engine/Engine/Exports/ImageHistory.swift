import BuildEvents
import BuildGraph
import OCIFormat

/// The config of an image: the base's history followed by this build's, with their times.
struct ImageHistory {
    let target: Target
    let epoch: Int64?

    /// The config over layers, lowest first, with the times at which they were made.
    ///
    /// Entries without a layer take the time of the layer before; at the start that of the first new one.
    func config(diffIDs: [Digest], times: [Double?]) -> ImageConfig {
        var config = target.config
        let baseCount = config.history.count { !$0.isEmptyLayer }
        let newTimes = times.dropFirst(min(baseCount, times.count)).map { $0.map(Self.text) }
        var remaining = newTimes[...]
        var last = newTimes.first ?? nil
        for step in target.history {
            if step.vertex != nil, let time = remaining.popFirst() { last = time ?? last }
            config.history.append(
                HistoryEntry(
                    created: epoch.map { Self.text(Double($0)) } ?? last, createdBy: step.createdBy,
                    comment: step.comment.isEmpty ? nil : step.comment, isEmptyLayer: step.vertex == nil))
        }
        config.rootfs = ImageConfig.RootFilesystem(diffIDs: diffIDs)
        config.created = epoch.map { Self.text(Double($0)) } ?? last ?? config.history.last?.created ?? config.created
        config.architecture = target.platform.architecture
        config.os = target.platform.os
        config.variant = target.platform.variant
        return config
    }

    private static func text(_ seconds: Double) -> String {
        Timestamp.text(nanoseconds: Int64(seconds * 1_000_000_000))
    }
}
