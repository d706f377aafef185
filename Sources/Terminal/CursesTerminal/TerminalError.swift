/// Why a terminal can't show screens.
package enum TerminalError: Error, Sendable, Hashable {
    /// There is no terminal to open.
    case noTerminal
    /// Another process group has the terminal: this one is in the background.
    case inBackground
    /// This process shows screens already; ncurses knows one terminal at a time.
    case alreadyOpen
    /// The type is unset or says that nothing can be done with the terminal.
    case dumb
    /// The terminfo database has no entry for the type.
    case unknownType(String)
    /// There is no terminfo database.
    case noTypeDatabase
    /// The type lacks what screens need, such as moving the cursor.
    case tooSimple(type: String)
    /// ncurses refused the terminal.
    case refused(type: String)
    /// A system call failed.
    case system(call: String, errno: CInt)
}
