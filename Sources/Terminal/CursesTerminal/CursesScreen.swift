import CNcurses
import Glibc
import TerminalCells

/// One terminal driven through ncurses.
///
/// It belongs to the thread that makes it.
final class CursesScreen {
    /// The terminal's type.
    let type: TerminalType
    /// Whether the environment says that text is UTF-8.
    let isUTF8: Bool
    /// The terminal itself.
    let device: TerminalDevice
    private let usesMouse: Bool
    private let files: (output: UnsafeMutablePointer<FILE>, input: UnsafeMutablePointer<FILE>)
    private let screen: OpaquePointer
    private let keys: Window
    private let gathering: FrameGathering
    private var painter: ScreenPainter
    private var isSynchronized = false
    private var isWaitingForAnswer = false
    private let opened = ContinuousClock.now

    /// Opens the terminal and clears it.
    init(_ options: TerminalOptions, wakeDescriptor: CInt) throws(TerminalError) {
        isUTF8 = TextLocale.adopt()
        device = try TerminalDevice(options.descriptor)
        type = try TerminalType.choose(options, descriptor: device.descriptor)
        usesMouse = options.usesMouse && type.hasMouse
        files = try Self.files(on: device.descriptor)
        Self.prepareRestoring(device, type)
        strata_signal_stack()
        // Before ncurses, which leaves a signal alone that is caught already.
        strata_signals_catch(wakeDescriptor)
        strata_restore_arm(true)
        guard let screen = newterm(type.name, files.output, files.input), let window = strata_standard_window(),
            let keys = newpad(1, 1)
        else {
            endwin()
            strata_restore_arm(false)
            strata_signals_release()
            Self.close(files)
            throw .refused(type: type.name)
        }
        self.screen = screen
        self.keys = keys
        Self.startModes(window, keys)
        Self.startColors(type)
        gathering = FrameGathering(output: fileno(files.output), terminal: device.descriptor)
        painter = ScreenPainter(
            window: window, colors: ColorNumbers(depth: type.depth, paletteSize: type.paletteSize))
        fitSize()
        enter(asks: type.answersQueries)
    }

    private static func files(
        on descriptor: CInt
    ) throws(TerminalError) -> (output: UnsafeMutablePointer<FILE>, input: UnsafeMutablePointer<FILE>) {
        let copies = (strata_duplicate(descriptor), strata_duplicate(descriptor))
        guard let output = fdopen(copies.0, "w") else { throw .system(call: "fdopen", errno: errno) }
        guard let input = fdopen(copies.1, "r") else {
            fclose(output)
            throw .system(call: "fdopen", errno: errno)
        }
        return (output, input)
    }

    private static func close(_ files: (output: UnsafeMutablePointer<FILE>, input: UnsafeMutablePointer<FILE>)) {
        fclose(files.output)
        fclose(files.input)
    }

    private static func prepareRestoring(_ device: borrowing TerminalDevice, _ type: TerminalType) {
        var modes = device.modes
        var bytes = TerminalModes.endSynchronized + TerminalModes.leave + type.leaving
        bytes.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                _ = strata_restore_prepare(device.descriptor, &modes, bytes.baseAddress, bytes.count)
            }
        }
    }

    private static func startModes(_ window: Window, _ keys: Window) {
        raw()
        noecho()
        nonl()
        // Else a frame stops halfway while keys wait, and stays so until the next one.
        typeahead(-1)
        set_escdelay(25)
        idcok(window, false)
        idlok(window, false)
        scrollok(window, false)
        // A window of its own for keys: reading from one that is shown would draw it.
        nodelay(keys, true)
        keypad(keys, true)
        // Reports of the mouse come whole to the decoder, which knows more of them than terminfo has for most types.
        for report in ["\u{1B}[<", "\u{1B}[M"] { define_key(report, 0) }
    }

    private static func startColors(_ type: TerminalType) {
        guard type.depth != .none else { return }
        start_color()
        use_default_colors()
    }

    // MARK: Coming and going

    private func enter(asks: Bool = false) {
        painter.invalidate()
        wrefresh(strata_standard_window())
        keypad(keys, true)
        device.write(usesMouse ? TerminalModes.enter + TerminalModes.mouse : TerminalModes.enter)
        guard asks else { return }
        device.write(TerminalModes.askSynchronized)
        isWaitingForAnswer = true
    }

    /// Leaves the screen to others, ready to come back.
    private func leave() {
        // It may have been put back from elsewhere; twice would take back what was there before.
        guard strata_restore_is_armed() else { return }
        device.write(TerminalModes.leave)
        endwin()
        device.write(type.makingRoom)
        device.restoreModes()
        strata_restore_arm(false)
    }

    /// Stops the process group as the shell expects it, and comes back when it goes on.
    func suspend() {
        leave()
        strata_stop_group()
        resume()
    }

    /// Takes the terminal back after it was stopped without being asked.
    func takeBack() {
        leave()
        resume()
    }

    private func resume() {
        strata_restore_arm(true)
        fitSize()
        enter()
    }

    /// Gives the terminal back.
    func close() {
        waitForAnswer()
        leave()
        delwin(keys)
        delscreen(screen)
        Self.close(files)
        strata_signals_release()
    }

    /// An answer that comes after the end would be typed into the shell; it is waited for as long as it may be under way.
    private func waitForAnswer() {
        while isWaitingForAnswer, opened.duration(to: .now) < .milliseconds(400) {
            var ready = pollfd(fd: device.descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 150) > 0, ready.revents & Int16(POLLIN) != 0 else { return }
            var decoder = InputDecoder()
            while let event = read(&decoder) { if case .mode = event { return } }
        }
    }

    // MARK: Size

    /// The size that screens should have.
    var size: Size { Size(columns: Int(strata_columns()), rows: Int(strata_rows())) }

    /// Takes the terminal's size; gives whether it is another one than before.
    @discardableResult
    func fitSize() -> Bool {
        guard let wanted = device.size, wanted != size else { return false }
        guard resize_term(CInt(wanted.rows), CInt(wanted.columns)) == OK else { return false }
        painter.invalidate()
        return true
    }

    // MARK: Drawing

    /// Shows a screen.
    ///
    /// Waits while the terminal takes no more.
    func paint(_ screen: Screen) {
        // Once a signal or the end of the process has put the terminal back, it stays so.
        guard strata_frame_begin() else { return }
        defer { strata_frame_end() }
        painter.write(screen)
        let begin = isSynchronized ? TerminalModes.beginSynchronized : ""
        let end = isSynchronized ? TerminalModes.endSynchronized : ""
        let bytes = gathering.gather { wrefresh(strata_standard_window()) }
        if !bytes.isEmpty { device.write(Array(begin.utf8) + bytes + Array(end.utf8)) }
    }

    /// Makes the next screen be sent whole.
    func repaint() {
        painter.invalidate()
    }

    /// Sounds the bell.
    func ring() {
        beep()
    }

    // MARK: Reading

    /// Reads until something is whole; nil when nothing more is there for now.
    func read(_ decoder: inout InputDecoder) -> InputDecoder.Event? {
        while true {
            let code = wgetch(keys)
            guard code != ERR else { return decoder.isAtEscape ? decoder.giveUp() : nil }
            guard let event = take(code, &decoder) else { continue }
            if case .mode(TerminalModes.synchronized, let setting) = event {
                isWaitingForAnswer = false
                isSynchronized = setting == 1 || setting == 2
            }
            return event
        }
    }

    private func take(_ code: CInt, _ decoder: inout InputDecoder) -> InputDecoder.Event? {
        if let byte = UInt8(exactly: code) { return decoder.take(byte) }
        return KeyCodes.keyPress(code).flatMap { decoder.take(key: $0) }
    }
}

/// The modes of terminals that ncurses does not set.
enum TerminalModes {
    static let synchronized = 2026
    /// Some terminals print the last letter of a question that they don't know; the line is blank at that time and stays so.
    static let askSynchronized = "\u{1B}[?2026$p\r\u{1B}[K"
    static let beginSynchronized = "\u{1B}[?2026h"
    static let endSynchronized = "\u{1B}[?2026l"
    /// Pasted text in brackets.
    static let enter = "\u{1B}[?2004h"
    /// Clicks and the wheel, moves while a button is held, and reports that count beyond column 223.
    static let mouse = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"
    static let leave = "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l\u{1B}[?2004l"
}
