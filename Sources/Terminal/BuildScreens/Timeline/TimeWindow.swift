/// A stretch of time and the columns that show it.
struct TimeWindow: Sendable, Hashable {
    /// The shortest stretch that is shown, in nanoseconds.
    static let shortest: Int64 = 10_000

    /// Where it begins, in nanoseconds since the build began.
    var start: Int64
    /// How long it is, in nanoseconds.
    var span: Int64
    /// The columns.
    var columns: Int

    init(start: Int64, span: Int64, columns: Int) {
        self.start = min(max(0, start), .max / 4)
        self.span = min(max(Self.shortest, span), .max / 4)
        self.columns = columns
    }

    /// Where it ends.
    var end: Int64 { start + span }

    /// How many eighths of a column lie before an instant; far outside it is one column beyond.
    func eighths(to time: Int64) -> Int {
        let place = Double(time &- start) / Double(span) * Double(columns * 8)
        return Int(min(max(-8, place.rounded()), Double(columns * 8 + 8)))
    }

    /// The column of an instant; -1 or `columns` outside.
    func column(of time: Int64) -> Int {
        time < start ? -1 : min(columns, eighths(to: time) / 8)
    }

    /// The instant at which a column begins.
    func time(at column: Int) -> Int64 {
        start &+ Int64(Double(span) * Double(column) / Double(max(1, columns)))
    }

    /// A stretch a little longer than what has passed, that stays the same for a while as time goes on.
    ///
    /// Bars then grow while the axis stands still, and the axis moves in few steps.
    static func calm(_ passed: Int64) -> Int64 {
        var unit: Int64 = 1_000_000
        while unit < .max / 1000, unit * 10 <= passed { unit *= 10 }
        let tenths: [Int64] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100]
        return tenths.lazy.map { unit / 10 * $0 }.first { $0 >= passed } ?? passed
    }
}

extension TimeWindow {
    /// A mark of the axis.
    struct Tick: Sendable, Hashable {
        var column: Int
        var label: String
    }

    /// Marks at round times, so far apart that their labels fit between them.
    var ticks: [Tick] {
        guard columns > 0 else { return [] }
        let step = tickStep
        var time = (start + step - 1) / step * step
        var ticks: [Tick] = []
        while time <= end {
            let column = column(of: time)
            if column >= columns { break }
            ticks.append(Tick(column: column, label: TimeLabel.text(time, step: step)))
            time += step
        }
        return ticks
    }

    private var tickStep: Int64 {
        let room = Double(span) / Double(max(1, columns))
        return Self.steps.first { step in
            let width = max(TimeLabel.text(start, step: step).count, TimeLabel.text(end, step: step).count)
            return Double(step) / room >= Double(max(8, width + 3))
        } ?? max(1, span)
    }

    /// 1, 2 and 5 of each power of ten up to ten seconds, then what clocks are divided into, then tens of hours.
    private static let steps: [Int64] = {
        var steps: [Int64] = []
        var unit: Int64 = 1_000
        while unit < 10_000_000_000 {
            steps += [unit, 2 * unit, 5 * unit]
            unit *= 10
        }
        let seconds: [Int64] = [10, 20, 30, 60, 120, 300, 600, 1200, 1800]
        steps += seconds.map { $0 * 1_000_000_000 }
        var hours: Int64 = 3_600_000_000_000
        while hours < .max / 100 {
            steps += [hours, 2 * hours, 5 * hours]
            hours *= 10
        }
        return steps
    }()
}

/// Instants as the axis names them.
enum TimeLabel {
    private static let millisecond: Int64 = 1_000_000
    private static let second: Int64 = 1_000_000_000

    /// An instant to the precision of the axis' steps: `0`, `250ms`, `1.5s`, `2m30s`, `1h05m`.
    static func text(_ time: Int64, step: Int64) -> String {
        if time == 0 { return "0" }
        if time < second, step < 100 * millisecond {
            return decimal(time, unit: millisecond, step: step) + "ms"
        }
        guard time >= 60 * second else { return decimal(time, unit: second, step: step) + "s" }
        let whole = time / second
        let (hours, minutes) = (whole / 3600, whole / 60 % 60)
        let rest = whole % 60 * second + time % second
        var text = hours > 0 ? "\(hours)h" : ""
        if minutes > 0 || (hours > 0 && step < 3600 * second && (rest > 0 || step >= 60 * second)) {
            text += hours > 0 && minutes < 10 ? "0\(minutes)m" : "\(minutes)m"
        }
        if rest > 0 { text += decimal(rest, unit: second, step: step) + "s" }
        return text
    }

    /// A number of units with as many decimals as the steps have.
    private static func decimal(_ value: Int64, unit: Int64, step: Int64) -> String {
        var decimals = 0
        var digit = unit
        while digit > 1, step % digit != 0 {
            digit /= 10
            decimals += 1
        }
        let whole = value / unit
        guard decimals > 0 else { return String(whole) }
        let fraction = String(value % unit / max(1, digit))
        return "\(whole).\(String(repeating: "0", count: max(0, decimals - fraction.count)))\(fraction)"
    }
}
