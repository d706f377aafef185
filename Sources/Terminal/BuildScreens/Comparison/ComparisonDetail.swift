import BuildEvents
import BuildGraph
import BuildRecords
import Quantities
import TerminalCells
import TerminalThemes

/// What is told of the chosen step of two builds, and of what else differs between them.
struct ComparisonDetail {
    /// So many files are listed.
    private static let mostFiles = 400

    private let model: ComparisonModel
    private var sheet: ComparisonSheet { model.sheet }
    private var look: Look { model.options.look }
    private var arrow: String { look.arrows("→") }

    init(_ model: ComparisonModel) {
        self.model = model
    }

    /// The page's blocks.
    var blocks: [PageBlock] {
        let parts = [conclusion, step, settings, dockerfile].filter { !$0.isEmpty }
        return Array(parts.joined(separator: [.blank]))
    }

    private var conclusion: [PageBlock] {
        guard let first = sheet.first, let sentence = sheet.steps[first].sentence else {
            let known = sheet.hasKeys ? "" : ", as far as is known: one of them has no keys of its steps"
            return [.text([Ink("No step differs by itself\(known).", .strong)])]
        }
        return [
            .text([
                Ink("They differ first at "), .outside(sheet.steps[first].name, .strong), Ink(": "),
                .outside(look.arrows(sentence)),
                Ink("."),
            ])
        ]
    }

    private var step: [PageBlock] {
        guard let step = model.chosen else { return [] }
        var blocks: [PageBlock] = [.heading(Cleaning.line(step.name))]
        for part in step.parts {
            blocks.append(
                .field(
                    Cleaning.line(part.name.isEmpty ? part.kind.rawValue : part.name),
                    [
                        .outside(Digests.short(part.old ?? "not there"), .removed), Ink(" \(arrow) ", .dim),
                        .outside(Digests.short(part.new ?? "not there"), .added),
                    ]))
        }
        for file in step.files.prefix(Self.mostFiles) {
            let role: Role = file.old == nil ? .added : file.new == nil ? .removed : .changed
            blocks.append(.text([.outside(file.path, role), Ink("  "), .outside(look.arrows(file.text), .dim)]))
        }
        if step.files.count > Self.mostFiles {
            blocks.append(.text([Ink("and \(step.files.count - Self.mostFiles) more files", .dim)]))
        }
        if blocks.count == 1 { blocks.append(.text([.outside(look.arrows(step.sentence ?? "nothing differs"), .dim)])) }
        for (letter, side) in [("A", step.old), ("B", step.new)] { blocks.append(.field(letter, facts(of: side))) }
        return blocks
    }

    /// How a step went in one of the builds: what the list has no columns for in a narrow terminal.
    private func facts(of side: StepSummary?) -> [Ink] {
        guard let side else { return [Ink("not there", .dim)] }
        let role = side.result == .waiting ? Role.cancelled : side.result.role
        var words = [side.result == .same ? "ran, same result" : side.result.rawValue]
        if side.result != .hit, side.duration > 0 { words.append(HumanDuration.text(nanoseconds: side.duration)) }
        if let size = side.layerSize, size > 0 { words.append("layer \(HumanSize.text(size))") }
        let reason = side.result == .hit ? "" : side.cause.map { ", because \($0)" } ?? ""
        let sign = Ink(String(look.glyphs.sign(of: role) ?? " "), role)
        return [sign, .outside(" \(words.joined(separator: ", "))\(reason)")]
    }

    private var settings: [PageBlock] {
        guard !sheet.settings.isEmpty else { return [] }
        return [.heading("Asked for")]
            + sheet.settings.map { setting in
                .field(
                    setting.name,
                    [
                        .outside(setting.old ?? "none", .removed), Ink(" \(arrow) ", .dim),
                        .outside(setting.new ?? "none", .added),
                    ])
            }
    }

    private var dockerfile: [PageBlock] {
        guard !sheet.hunks.isEmpty else { return [] }
        var blocks: [PageBlock] = [.heading("Dockerfile")]
        for (index, hunk) in sheet.hunks.enumerated() {
            if index > 0 { blocks.append(.text([Ink("  \(look.glyphs.ellipsis)", .dim)])) }
            for line in hunk {
                let number = String(line.newNumber ?? line.oldNumber ?? 0)
                let space = String(repeating: " ", count: max(0, 4 - number.count))
                let (sign, role): (String, Role) =
                    switch line.kind {
                    case .both: (" ", .text)
                    case .removed: ("-", .removed)
                    case .added: ("+", .added)
                    }
                blocks.append(
                    .text([Ink("\(space)\(number) ", .gutter), Ink("\(sign) ", role), .outside(line.text, role)]))
            }
        }
        return blocks
    }
}

extension Look {
    /// A text with its arrows in signs that the terminal has.
    func arrows(_ text: String) -> String {
        glyphs.isASCII ? text.replacing("→", with: "->") : text
    }
}
