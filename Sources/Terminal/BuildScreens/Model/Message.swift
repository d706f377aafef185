package import BuildEvents
package import BuildRecords
package import TerminalCells

/// What happens to the screen.
package indirect enum Message: Sendable, Hashable {
    /// The build went on.
    case events([BuildEvent])
    /// All of a recorded build; with why it has no end, where it has none.
    case recording(Tape, unfinished: String)
    /// The stream of events ended, before the build's last event if there is a reason.
    case streamEnded(reason: String?)
    /// A key, the mouse, or another size.
    case input(TerminalInput)
    /// A frame is about to be drawn; with the time on the screen's clock and since the build began, in nanoseconds.
    case frame(now: Int64, buildTime: Int64)
    /// What earlier builds say of the steps.
    case history(StepHistory)
    /// A part of a step's output.
    case log(LogPart)
    /// Where a search in a step's output ended.
    case logFound(LogSearch, line: Int64?)
    /// The files of a step's layer.
    case files(StepID, FileListing)
    /// The process was asked from outside to end: the build is being cancelled, and the screen leaves with it.
    case interrupted
    /// What a command came to, in a sentence for the key line.
    case notice(String)
    /// What the store answered.
    case store(StoreAnswer)
    /// What happened to the recorded build of a number.
    case ofBuild(Int, Message)
}

/// What the runtime is to do; its outcome comes back as a message.
package indirect enum Command: Sendable, Hashable {
    /// Tell the engine.
    case send(BuildCommand)
    /// Read lines of a step's output: `.log` answers.
    case readLog(LogRequest)
    /// Search a step's output: `.logFound` answers.
    case searchLog(LogSearch)
    /// Write a step's whole output to a file: `.notice` answers.
    case saveLog(StepID, path: String)
    /// List the files of a step's layer: `.files` answers.
    case listFiles(StepID)
    /// Ask the store; `.store` answers, or `.notice` where it can't.
    case store(StoreRequest)
    /// Do something for the recorded build of a number; what comes of it is a message for the same.
    case ofBuild(Int, Command)
    /// Go to another screen.
    case show(ScreenName)
    /// Draw everything anew.
    case redraw
    /// Stop the program until the shell continues it.
    case suspend
    /// Leave the screen.
    case quit
}
