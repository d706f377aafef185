import EnginePorts
import Foundation

/// The machine's clocks.
struct SystemClock: EngineClock {
    private let start = ContinuousClock.now

    func monotonic() -> Int64 {
        let passed = start.duration(to: .now).components
        return passed.seconds * 1_000_000_000 + passed.attoseconds / 1_000_000_000
    }

    func wall() -> Double {
        Date().timeIntervalSince1970
    }
}
