import BuildGraph
import OCIFormat

/// Counts the steps of one stage and gives them BuildKit's names: `[build 2/4] RUN make`.
struct StepNames: Hashable, Sendable {
    /// The stage's name; empty when it is the only one.
    var stage: String

    /// How many steps are counted.
    var total: Int

    /// Whether the platform is part of the name.
    var showsPlatform: Bool

    /// The number of the last step that was named.
    private(set) var last = 0

    init(stage: String, total: Int, showsPlatform: Bool) {
        self.stage = stage
        self.total = total
        self.showsPlatform = showsPlatform
    }

    /// Names the next step; `target` is the platform that it makes something for, if the stage knows one.
    mutating func next(_ text: String, platform: Platform, target: Platform?, isTrigger: Bool = false) -> String {
        last += 1
        var parts: [String] = []
        if showsPlatform { parts.append("\(platform)\(Self.arrow(from: platform, to: target))") }
        if !stage.isEmpty { parts.append(stage) }
        let width = String(total).count
        let number = String(last)
        let padding = String(repeating: " ", count: max(0, width - number.count))
        parts.append("\(padding)\(number)/\(total)")
        return "[\(parts.joined(separator: " "))] \(isTrigger ? "ONBUILD " : "")\(text)"
    }

    private static func arrow(from platform: Platform, to target: Platform?) -> String {
        guard let target = target?.normalized else { return "" }
        if target.os != platform.os { return "->\(target)" }
        guard target.architecture != platform.architecture else { return "" }
        let variant = target.variant.map { "/\($0)" } ?? ""
        return "->\(target.architecture)\(variant)"
    }
}
