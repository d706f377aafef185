import BuildEvents
import BuildGraph
import BuildProgress
import BuildRecords
import TerminalCells
import TerminalThemes

extension Scene {
    /// What earlier builds say of a step.
    func record(of step: StepState) -> StepHistory.Record? {
        history.record(of: step.description, stage: stageName(of: step))
    }

    /// The name of a step's stage.
    func stageName(of step: StepState) -> String? {
        step.description.stage.flatMap { build.stages.indices.contains($0) ? build.stages[$0].name : nil }
    }

    /// The text that progress shows for a step; its short digest where it was never announced.
    func name(of id: StepID) -> String {
        build[id].map { Cleaning.line($0.description.name) } ?? Digests.short(id.description)
    }

    /// The instant that is drawn, in seconds since 1970; nil where the build's beginning is not known.
    var wallClock: Double? {
        build.start.map { $0.wallClock + Double(now) / 1e9 }
    }

    /// The build that something came from: `build #41`, or the beginning of its identity.
    func buildName(_ build: String) -> String {
        if let number = history.number(ofBuild: build) { return "build #\(number)" }
        if build == self.build.start?.build { return "this build" }
        return "build \(Cleaning.line(String(build.prefix(12))))"
    }

    /// The sign of where a step stands, in its role.
    func sign(of step: StepState) -> Ink {
        let role = step.role
        if role == .running { return Ink(String(activity), role) }
        return Ink(look.glyphs.sign(of: role).map(String.init) ?? " ", role)
    }
}

extension StepState {
    /// The role of where it stands.
    var role: Role {
        switch phase {
        case .waiting: .waiting
        case .running: .running
        case .hit: .hit
        case .ran(let result): result.isSameResult ? .same : .ran
        case .failed: .failed
        case .cancelled, .skipped: .cancelled
        }
    }
}

/// Digests as people tell them apart.
enum Digests {
    /// How many hexadecimal digits tell digests apart.
    static let shownDigits = 12

    /// `sha256:0123456789ab…` without what comes behind; other text as it is.
    static func short(_ text: String) -> String {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text.hasPrefix("sha") else { return text }
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.count >= 40, digits.allSatisfy(\.isHexDigit) else { return text }
        return "\(text[...colon])\(digits.prefix(shownDigits))"
    }
}

/// Whole numbers as people read them.
enum Grouped {
    /// `2,000,000`.
    static func text(_ number: Int64) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1 line`, `2,000 lines`.
    static func text(_ count: Int64, _ noun: String) -> String {
        "\(text(count)) \(noun)\(count == 1 ? "" : "s")"
    }
}
