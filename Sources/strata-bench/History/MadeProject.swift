import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import EnginePorts
import OCIFormat

/// A project that is built again and again: what its builds miss, and what the cache has of its steps.
struct MadeProject {
    private static let filesOfCopy = 40
    private static let baseLayers = 3

    let folder: String
    let target: String?
    let file: MadeDockerfile
    private var kept: [Int: CacheHit] = [:]
    private var layers: [Int: LayerID] = [:]

    init(_ number: Int, in folder: String) {
        self.folder = folder
        target = number % 3 == 2 ? "release" : nil
        file = MadeDockerfile(ofProject: number)
    }

    /// The positions of all instructions.
    var instructions: [Int] { file.instructions.flatMap(\.self) }

    /// Where the cache has the result of an instruction.
    func hit(_ position: Int) -> CacheHit? { kept[position] }

    // MARK: What a build misses

    /// The instruction for whose sake a build runs anything; nil where all is found.
    ///
    /// Of ten builds one finds all, five miss the end of a stage, three the half and one the most of it.
    func firstMiss(ofBuild build: Int, _ random: inout SplitMix) -> Int? {
        let places: [Int]
        switch build % 10 {
        case 0: return nil
        case 3, 5, 8: places = [4, 5, 6]
        case 9: places = [1, 2]
        default: places = [7, 8, 9]
        }
        let stage = Int(random.next() % 3)
        return file.instructions[stage][places[Int(random.next() % UInt64(places.count))]]
    }

    /// Why instructions miss, by position: the first one for a change of its own, those that stand on it for its sake.
    func misses(from first: Int, ofBuild build: Int) -> [Int: MissCause] {
        let root = file.steps[first].id
        var causes = [first: ownCause(of: first, build)]
        var missed: Set<StepID> = [root]
        for position in instructions where position > first {
            guard let input = file.steps[position].inputs.first(where: missed.contains) else { continue }
            missed.insert(file.steps[position].id)
            causes[position] = .inputChanged(input, root: root)
        }
        return causes
    }

    private func ownCause(of position: Int, _ build: Int) -> MissCause {
        if file.steps[position].kind == "copy" {
            let paths = [build % Self.filesOfCopy, (build + 7) % Self.filesOfCopy].map(Self.path)
            let changes = paths.map { path in
                ComponentChange(
                    kind: .file, name: path, old: Self.value(path, build - 1), new: Self.value(path, build))
            }
            return .changed(changes, more: 0)
        }
        var change = ComponentChange(kind: .argument, name: "VERSION", old: "1.\(build - 1)", new: "1.\(build)")
        change.line = file.steps[position].range?.start.line
        return .changed([change], more: 0)
    }

    // MARK: What the cache has

    /// What an instruction left, as a record of the `count`th build; `layer` numbers the layers of the store.
    mutating func record(of position: Int, build: String, count: Int, layer: Int) -> NewCacheRecord {
        let step = file.steps[position]
        let stage = step.stage ?? 0
        layers[position] = Self.layer(layer)
        let own = file.instructions[stage].filter { $0 <= position }.compactMap { layers[$0] }
        let base = (0..<Self.baseLayers).map { Self.layer(stage * Self.baseLayers + $0) }
        var record = NewCacheRecord(
            keys: ["definition", "content"].map { Digest.sha256(of: "\($0) \(layer)") },
            result: Digest.sha256(of: "result \(layer)"), layers: base + own)
        let stageName = file.stages[stage].name
        record.step = ["Dockerfile\n\(folder)", stageName, MadeDockerfile.platform.description, step.instruction]
            .joined(separator: "\u{1f}")
        record.name = step.name
        record.kind = step.kind
        record.place = InstructionPlace(
            dockerfile: "Dockerfile", stage: stageName, line: step.range?.start.line)
        record.components = components(of: step, over: base.count + own.count, count: count)
        record.size = Int64(layer % 997) * 40_961
        record.duration = Int64(layer % 89) * 500_000_000
        record.build = build
        return record
    }

    /// Lets later builds find a record.
    mutating func keep(_ record: NewCacheRecord, row: Int64, of position: Int) {
        var hit = CacheHit(
            key: .definition, record: row, build: record.build, created: record.created, useCount: 0,
            size: record.size)
        hit.digest = record.keys.first
        hit.result = record.result
        kept[position] = hit
    }

    mutating func noteUse(of position: Int) {
        kept[position]?.useCount += 1
    }

    /// A name as the store gives layers, and numbers that the images of the stages have the first of.
    private static func layer(_ number: Int) -> LayerID {
        LayerID(String(number + (1 << 25), radix: 32))
    }

    static var imageLayers: Int { 4 * baseLayers }

    private func components(of step: StepDescription, over base: Int, count: Int) -> [KeyComponent] {
        var components = [KeyComponent(.platform, "", MadeDockerfile.platform.description)]
        let ground = KeyComponent(.base, "", Digest.sha256(of: "\(folder) \(base) \(count)").description)
        guard step.kind == "copy" else {
            for (index, word) in ["/bin/sh", "-c", step.instruction].enumerated() {
                components.append(KeyComponent(.instruction, String(index), word))
            }
            components.append(KeyComponent(.environment, "PATH", "/usr/local/sbin:/usr/local/bin:/usr/bin:/bin"))
            components.append(KeyComponent(.argument, "VERSION", "1.\(count)"))
            return components + [KeyComponent(.workdir, "", "/src"), KeyComponent(.user, "", ""), ground]
        }
        components.append(KeyComponent(.instruction, "0", "input=1 \(step.instruction)"))
        components.append(KeyComponent(.instruction, "destination", "/src/"))
        let label = FileGroup.Label(from: nil, patterns: "internal").text
        components += [ground, KeyComponent(.files, label, Digest.sha256(of: "files \(count)").description)]
        return components
            + (0..<Self.filesOfCopy).map { Self.path($0) }.map { path in
                KeyComponent(.file, path, Self.value(path, count))
            }
    }

    private static func path(_ number: Int) -> String {
        "internal/package\(number / 8)/file\(number).go"
    }

    /// What a key has of a file as it was at a build.
    private static func value(_ path: String, _ build: Int) -> String {
        FileValue(
            kind: .regular, mode: 0o644, owner: "0:0", size: Int64(path.utf8.count * 100),
            contents: Digest.sha256(of: "\(path) \(build)").hex
        ).text
    }
}
