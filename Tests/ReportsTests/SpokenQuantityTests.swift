import Testing

@testable import Reports

@Suite struct SpokenQuantityTests {
    @Test(arguments: [
        (0, "less than 0.1 seconds"), (49, "less than 0.1 seconds"), (50, "0.1 seconds"), (1000, "1 second"),
        (1040, "1 second"),
        (3100, "3.1 seconds"), (59_940, "59.9 seconds"), (59_960, "1 minute"), (61_000, "1 minute 1 second"),
        (3_599_000, "59 minutes 59 seconds"), (3_780_000, "1 hour 3 minutes"), (7_200_000, "2 hours"),
    ])
    func durations(_ milliseconds: Int64, _ expected: String) {
        #expect(SpokenQuantity.duration(nanoseconds: milliseconds * 1_000_000) == expected)
    }

    @Test(arguments: [
        (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1 kilobyte"), (1250, "1.2 kilobytes"),
        (120_400_000, "120 megabytes"), (1_200_000_000, "1.2 gigabytes"), (.max, "9223372 terabytes"),
    ])
    func sizes(_ bytes: Int64, _ expected: String) {
        #expect(SpokenQuantity.size(bytes) == expected)
    }

    @Test(arguments: [
        ([1, 2, 3, 4, 5, 6, 7, 9], "1 to 7 and 9"), ([4], "4"), ([2, 1], "1 and 2"),
        ([1, 3, 5, 6, 7], "1, 3 and 5 to 7"),
        ([], ""),
    ])
    func ranges(_ numbers: [Int], _ expected: String) {
        #expect(SpokenQuantity.ranges(numbers) == expected)
    }
}
