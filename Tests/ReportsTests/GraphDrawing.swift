/// The boxes and lines of a page's graph, read back from its SVG.
struct GraphDrawing {
    struct Box: Hashable {
        var x: Double
        var y: Double
        var width: Double
        var height: Double

        /// Whether a piece of a line, straight or short, goes through it and not along its border.
        func isCrossed(by segment: Segment) -> Bool {
            max(segment.x1, segment.x2) > x + 1 && min(segment.x1, segment.x2) < x + width - 1
                && max(segment.y1, segment.y2) > y + 1 && min(segment.y1, segment.y2) < y + height - 1
        }
    }

    struct Segment: Hashable {
        var x1: Double
        var y1: Double
        var x2: Double
        var y2: Double

        var isUpright: Bool { x1 == x2 }
        var length: Double { max(abs(x2 - x1), abs(y2 - y1)) }
    }

    private(set) var boxes: [Box] = []
    /// The straight pieces of each path; curves are cut into small ones.
    private(set) var paths: [[Segment]] = []

    init(_ html: String) {
        guard let start = html.firstRange(of: "<svg"), let end = html.firstRange(of: "</svg>") else { return }
        for element in html[start.lowerBound..<end.lowerBound].split(separator: "<") {
            let values = Self.attributes(element)
            func number(_ name: String) -> Double { Double(values[name] ?? "") ?? 0 }
            if element.hasPrefix("rect class=\"box") {
                boxes.append(
                    Box(x: number("x"), y: number("y"), width: number("width"), height: number("height")))
            } else if element.hasPrefix("path class=\"edge\"") {
                paths.append(Self.segments(values["d"] ?? ""))
            }
        }
    }

    private static func attributes(_ element: Substring) -> [String: String] {
        let parts = element.split(separator: "\"", omittingEmptySubsequences: false)
        let pairs = stride(from: 0, to: parts.count - 1, by: 2).map { index in
            let name = parts[index].split { $0 == " " || $0 == "=" }.last.map { String($0) } ?? ""
            return (name, String(parts[index + 1]))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func segments(_ path: String) -> [Segment] {
        var segments: [Segment] = []
        var here = (x: 0.0, y: 0.0)
        var command: Character = "M"
        var points: [(x: Double, y: Double)] = []
        var across: Double?
        for word in path.split(separator: " ") {
            var word = word
            if let first = word.first, first.isLetter {
                command = word.removeFirst()
                points = []
            }
            guard let number = Double(word) else { continue }
            guard let x = across else {
                across = number
                continue
            }
            across = nil
            points.append((x, number))
            guard points.count == ["Q": 2, "C": 3][command, default: 1] else { continue }
            if command != "M" { segments += pieces(of: [here] + points) }
            here = (x, number)
            points = []
        }
        return segments
    }

    private static func pieces(of curve: [(x: Double, y: Double)]) -> [Segment] {
        let count = curve.count == 2 ? 1 : 24
        return (0..<count).map { index in
            let from = point(of: curve, Double(index) / Double(count))
            let to = point(of: curve, Double(index + 1) / Double(count))
            return Segment(x1: from.x, y1: from.y, x2: to.x, y2: to.y)
        }
    }

    /// A point of a Bézier curve, by the rule of de Casteljau.
    private static func point(of curve: [(x: Double, y: Double)], _ share: Double) -> (x: Double, y: Double) {
        var points = curve
        while points.count > 1 {
            points = zip(points, points.dropFirst()).map { one, other in
                (one.x + (other.x - one.x) * share, one.y + (other.y - one.y) * share)
            }
        }
        return points[0]
    }

    /// The boxes that some line goes through.
    var boxesBehindLines: Set<Box> {
        let segments = paths.flatMap(Set.init)
        return Set(boxes.filter { box in segments.contains(where: box.isCrossed) })
    }

    /// Pairs of boxes that overlap.
    var overlappingBoxes: [[Box]] {
        boxes.indices.flatMap { index in
            boxes[..<index].filter { other in
                let box = boxes[index]
                return box.x < other.x + other.width && other.x < box.x + box.width && box.y < other.y + other.height
                    && other.y < box.y + box.height
            }.map { [$0, boxes[index]] }
        }
    }

    /// Straight pieces that lie on each other though their paths neither begin nor end at one place.
    var sharedPieces: [Segment] {
        let ends = paths.map { path in
            Set(path.flatMap { [[$0.x1, $0.y1], [$0.x2, $0.y2]] }.filter(isAtBox))
        }
        let straight = paths.map { path in Set(path.filter { $0.length > 1 }) }
        var found: [Segment] = []
        for (index, path) in straight.enumerated() {
            for other in paths.indices where other < index && ends[index].isDisjoint(with: ends[other]) {
                found += path.filter { segment in straight[other].contains { Self.overlap(segment, $0) } }
            }
        }
        return found
    }

    private func isAtBox(_ point: [Double]) -> Bool {
        boxes.contains {
            (point[0] == $0.x || point[0] == $0.x + $0.width) && $0.y < point[1] && point[1] < $0.y + $0.height
        }
    }

    private static func overlap(_ one: Segment, _ other: Segment) -> Bool {
        guard one.isUpright == other.isUpright else { return false }
        let (first, second) = one.isUpright ? (one.x1, other.x1) : (one.y1, other.y1)
        guard first == second else { return false }
        let (from, to) = one.isUpright ? (one.y1, one.y2) : (one.x1, one.x2)
        let (start, end) = other.isUpright ? (other.y1, other.y2) : (other.x1, other.x2)
        return min(max(from, to), max(start, end)) - max(min(from, to), min(start, end)) > 1
    }
}

/// Numbers that look random and are always the same.
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// The next number, from 0 and below a limit.
    mutating func next(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }
}
