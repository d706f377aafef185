import TerminalCells

extension Role {
    /// The role whose style this one takes in a theme that passes it over; nil for what then has attributes only.
    var parent: Role? {
        switch self {
        case .screen, .text, .dim, .strong, .link, .title, .tab, .status: nil
        case .selection, .selectionInactive, .match, .matchCurrent, .input, .dialog: nil
        case .running, .hit, .ran, .failed, .stage: nil
        case .syntaxName, .syntaxFlag, .syntaxString, .syntaxVariable: nil
        case .heading, .key, .titleFocused, .statusName, .critical, .syntaxInstruction, .remedy: .strong
        case .border, .keyLabel, .axis, .gutter, .syntaxComment, .waiting, .cancelled, .barWait: .dim
        case .borderFocused, .folder: .heading
        case .tabActive: .titleFocused
        case .progressDone, .same, .barExport, .added: .ran
        case .progressRest, .scrollbar, .edge: .border
        case .notice, .barPull, .changed, .warning: .running
        case .edgeCritical: .critical
        case .stageTask: .stage
        case .syntaxHeredoc: .syntaxString
        case .removed, .error: .failed
        }
    }

    /// What tells the role where there are no colours.
    var attributesWithoutColor: Style.Attributes {
        switch self {
        case .selection, .status: .reverse
        case .selectionInactive, .link, .match, .input: .underline
        case .matchCurrent, .tabActive, .notice: [.reverse, .bold]
        case .statusName: [.reverse, .bold]
        // Bars are drawn in the colour of what stands before, so no state may exchange the two.
        case .failed: [.bold, .underline]
        case .error: [.bold, .reverse]
        case .strong, .heading, .borderFocused, .titleFocused, .key, .running, .warning, .critical, .edgeCritical: .bold
        case .syntaxInstruction, .added, .folder, .remedy: .bold
        case .dim, .border, .scrollbar, .progressRest, .waiting, .edge, .barWait, .axis, .gutter: .dim
        case .syntaxComment, .removed, .stageTask, .tab, .keyLabel: .dim
        case .cancelled: [.dim, .strikethrough]
        case .changed: .underline
        case .screen, .text, .title, .progressDone, .dialog, .hit, .ran, .same, .stage, .barPull, .barExport: []
        case .syntaxName, .syntaxFlag, .syntaxString, .syntaxVariable, .syntaxHeredoc: []
        }
    }
}
