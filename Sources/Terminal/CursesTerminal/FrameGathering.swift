import CNcurses
import Glibc

/// Gathers what ncurses writes of a frame, so that the terminal is sent it in one piece.
///
/// ncurses writes to its descriptor at each move of the cursor, some hundred times a frame, and each time wakes whoever
/// shows the terminal. A file in memory stands for the terminal meanwhile.
final class FrameGathering {
    private let file: CInt
    private let output: CInt
    private let terminal: CInt

    /// Gathers what is written to one descriptor of the terminal; the other stays the terminal's all the time.
    init(output: CInt, terminal: CInt) {
        file = strata_gathering_open()
        self.output = output
        self.terminal = terminal
    }

    deinit {
        if file >= 0 { close(file) }
    }

    /// What ncurses writes while it does something; nothing where it could only write to the terminal itself.
    func gather(_ body: () -> Void) -> [UInt8] {
        guard file >= 0, strata_gathering_swap(file, output) else {
            body()
            return []
        }
        body()
        _ = strata_gathering_swap(terminal, output)
        let size = strata_gathering_size(file)
        guard size > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
            count = max(0, strata_gathering_take(file, bytes.baseAddress, UInt(size)))
        }
    }
}
