import Foundation

/// Files that are the same on every machine: 20,000 of them in 200 folders, 230 MB, compressing to about two thirds.
enum FileTree {
    static let count = 20_000
    private static let perFolder = 100
    private static let largest: UInt64 = 23_000

    static func write(below root: URL) throws {
        for number in 0..<count {
            if number % perFolder == 0 {
                let folder = file(number, below: root).deletingLastPathComponent()
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            try contents(number).write(to: file(number, below: root))
        }
    }

    /// Changes one file, another one for each round.
    static func change(_ round: Int, below root: URL) throws {
        let number = (round * 7919 + 4242) % count
        try contents(count + number).write(to: file(number, below: root))
    }

    /// Bytes of a number's own, about two thirds of them random.
    static func bytes(_ count: Int, seed: UInt64) -> Data {
        var random = SplitMix(state: seed)
        var data = Data(capacity: count + 8)
        while data.count < count {
            let value = random.next()
            let word = value % 3 == 0 ? 0x2020_2020_6574_6172 : value
            withUnsafeBytes(of: word.littleEndian) { data.append(contentsOf: $0) }
        }
        return data.prefix(count)
    }

    private static func file(_ number: Int, below root: URL) -> URL {
        root.appendingPathComponent("folder\(number / perFolder)/file\(number)")
    }

    private static func contents(_ number: Int) -> Data {
        var random = SplitMix(state: UInt64(number))
        return bytes(Int(random.next() % largest), seed: random.next())
    }
}

/// A small generator of reproducible random numbers (SplitMix64, Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
