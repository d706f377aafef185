/// The two ways to write a command.
package enum CommandForm: Hashable, Sendable {
    /// The command for the shell, as one text; empty when the instruction has no argument.
    case shell(Word)
    /// The program and its arguments, from a JSON array; may be empty.
    case exec([Word])
}
