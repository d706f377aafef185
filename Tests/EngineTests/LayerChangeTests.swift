import EnginePorts
import Testing

@Suite struct LayerChangeTests {
    private static func change(_ mark: String) -> LayerChange {
        let path = String(mark.dropFirst())
        let mode: UInt32 = path.hasSuffix("/") ? 0o040755 : 0o100644
        let plain = path.hasSuffix("/") ? String(path.dropLast()) : path
        switch mark.first {
        case "+": return LayerChange(path: plain, kind: .added, mode: mode, size: 1)
        case "~": return LayerChange(path: plain, kind: .changed, mode: mode, size: 2)
        default: return LayerChange(path: plain, kind: .removed, mode: 0, size: 0)
        }
    }

    @Test(
        arguments: [
            ([], []),
            ([["+bin/", "+bin/sh"]], ["bin", "bin/sh"]),
            ([["+a"], ["+b"]], ["a", "b"]),
            ([["+a"], ["-a"]], []),
            ([["+a"], ["-a"], ["+a"]], ["a"]),
            ([["+d/", "+d/x", "+d/e/", "+d/e/y", "+dx"], ["-d"]], ["dx"]),
            ([["+d/", "+d/x"], ["-d"], ["+d/", "+d/z"]], ["d", "d/z"]),
            ([["+d/", "+d/x"], ["~d"]], ["d"]),
            ([["+d/", "+d/x"], ["~d/"]], ["d", "d/x"]),
            ([["+d/", "+d/x"], ["-d/x", "+d/y"]], ["d", "d/y"]),
        ] as [([[String]], [String])])
    func layersAreMergedAsAnImageShowsThem(layers: [[String]], paths: [String]) {
        let merged = LayerChange.merged(layers.map { $0.map(Self.change) })
        #expect(merged.map(\.path) == paths)
        #expect(merged.allSatisfy { $0.kind == .added })
    }

    @Test func theNewestFileCounts() {
        #expect(LayerChange.merged([[Self.change("+a")], [Self.change("~a")]]).map(\.size) == [2])
    }
}
