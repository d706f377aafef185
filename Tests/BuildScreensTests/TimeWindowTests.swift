import Testing

@testable import BuildScreens

@Suite struct TimeWindowTests {
    @Test(arguments: [
        (Int64(12_400_000_000), 70, ["0", "2s", "4s", "6s", "8s", "10s", "12s"]),
        (3_000_000, 60, ["0", "0.5ms", "1.0ms", "1.5ms", "2.0ms", "2.5ms"]),
        (1_000_000_000, 60, ["0", "0.2s", "0.4s", "0.6s", "0.8s"]),
        (90_000_000_000, 60, ["0", "20s", "40s", "1m", "1m20s"]),
        (7_200_000_000_000, 70, ["0", "20m", "40m", "1h00m", "1h20m", "1h40m"]),
        (0, 0, []),
    ])
    func ticksStandAtRoundTimes(span: Int64, columns: Int, labels: [String]) {
        let window = TimeWindow(start: 0, span: span, columns: columns)
        #expect(window.ticks.map(\.label) == labels)
    }

    @Test(arguments: [
        (Int64(0), Int64(1_000_000_000), "0"), (1_500_000_000, 500_000_000, "1.5s"), (250_000_000, 50_000_000, "250ms"),
        (12_340_000_000, 20_000_000, "12.34s"), (150_000_000_000, 10_000_000_000, "2m30s"),
        (3_600_000_000_000, 3_600_000_000_000, "1h"), (3_900_000_000_000, 300_000_000_000, "1h05m"),
        (3_605_000_000_000, 5_000_000_000, "1h00m5s"), (1_500, 500, "0.0015ms"),
    ])
    func instantsAreNamedAsExactlyAsTheAxisNeeds(time: Int64, step: Int64, text: String) {
        #expect(TimeLabel.text(time, step: step) == text)
    }

    @Test func instantsHaveTheirColumns() {
        let window = TimeWindow(start: 1_000_000_000, span: 10_000_000_000, columns: 100)
        #expect(window.column(of: 1_000_000_000) == 0)
        #expect(window.column(of: 6_000_000_000) == 50)
        #expect(window.column(of: 0) == -1)
        #expect(window.column(of: .max) == 100)
        #expect(window.eighths(to: 1_050_000_000) == 4)
        #expect(window.time(at: 50) == 6_000_000_000)
    }

    @Test func aCalmStretchIsALittleLongerAndSeldomChanges() {
        let stretches = (1...1000).map { TimeWindow.calm(Int64($0) * 100_000_000) }
        #expect(zip(1..., stretches).allSatisfy { $1 >= Int64($0) * 100_000_000 && $1 <= Int64($0) * 150_000_000 })
        #expect(Set(stretches).count < 40)
    }
}
