/// What a terminal is opened with: what the environment and the command line say.
package struct TerminalOptions: Sendable, Hashable {
    /// The name of the terminal type, as in `TERM`.
    package var term: String?
    /// What the terminal says of its colours, as in `COLORTERM`.
    package var colorTerm: String?
    /// Whether colours are not wanted, as `NO_COLOR` says; attributes such as bold stay.
    package var noColor: Bool
    /// Whether clicks and the wheel are asked for.
    package var usesMouse: Bool
    /// A terminal that is open for reading and writing and stays the caller's; nil takes the controlling terminal, or
    /// that of the standard descriptors where there is none.
    package var descriptor: CInt?

    /// Makes options.
    package init(
        term: String?, colorTerm: String? = nil, noColor: Bool = false, usesMouse: Bool = true, descriptor: CInt? = nil
    ) {
        self.term = term
        self.colorTerm = colorTerm
        self.noColor = noColor
        self.usesMouse = usesMouse
        self.descriptor = descriptor
    }
}
