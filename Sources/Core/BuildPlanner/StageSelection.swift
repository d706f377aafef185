import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// Finds the stages that one platform's target needs, and the images that those need.
struct StageSelection {
    private static let suggestionLimit = 500

    let settings: PlanSettings
    let images: [ImageRequest: ResolvedImage]

    /// The platform of the image to make.
    let targetPlatform: Platform

    /// Whether nobody asked for `targetPlatform`, so that the base decides what the image is for.
    let isPlatformImplicit: Bool

    /// What FROM sees.
    let globals: VariableList

    /// The Dockerfile's stages.
    let stages: [BoundStage]

    /// The numbers of the stages of each name, rising.
    private let numbers: [String: [Int]]

    /// The stage to make.
    let target: Int

    /// The stages that are needed.
    private(set) var needed: Set<Int> = []

    /// Triggers of a needed stage's base.
    private(set) var triggers: [Int: [PlannedStep]] = [:]

    /// The needed stages, each after those that it needs.
    private(set) var order: [Int] = []

    /// For each needed stage those that it needs itself.
    private var requirements: [Int: [Int]] = [:]

    /// The images that are needed and not resolved.
    private(set) var missing: [ImageRequest] = []

    init(
        settings: PlanSettings, targetPlatform: Platform?, images: [ImageRequest: ResolvedImage]
    ) throws(PlanError) {
        self.settings = settings
        self.images = images
        self.targetPlatform = (targetPlatform ?? settings.request.buildPlatform).normalized
        isPlatformImplicit = targetPlatform == nil
        globals = try GlobalArguments.variables(settings: settings, targetPlatform: self.targetPlatform)
        stages = try StageBinder(settings: settings, globals: globals).stages()
        numbers = Dictionary(
            grouping: stages.indices.filter { [stages] in stages[$0].stage.name != nil },
            by: { [stages] in stages[$0].stage.name ?? "" })
        target = try Self.target(of: settings)
    }

    private static func target(of settings: PlanSettings) throws(PlanError) -> Int {
        let stages = settings.dockerfile.stages
        guard let wanted = settings.request.target, !wanted.isEmpty else { return stages.count - 1 }
        if let found = stages.lastIndex(where: { $0.name == wanted.lowercased() }) { return found }
        let names = stages.compactMap(\.name)
        let nearest = NearestName.suggestion(for: wanted, among: names)
        throw .fault(.unknownTarget(wanted, stages: names, nearest: nearest), at: .init(file: settings.file))
    }

    /// Follows the target to all that it needs.
    mutating func select() throws(PlanError) {
        var open = settings.request.plansAllStages ? Array(stages.indices) : [target]
        while let index = open.popLast() {
            guard needed.insert(index).inserted else { continue }
            var sources = [try base(of: index)]
            if !isReplaced(index) {
                triggers[index] = try findTriggers(of: index, base: sources[0])
                for step in steps(of: index) {
                    for (word, use) in step.sourceWords {
                        sources.append(try source(named: word, of: step, in: index, for: use))
                    }
                }
            }
            for source in sources {
                switch source {
                case .stage(let number):
                    open.append(number)
                    requirements[index, default: []].append(number)
                case .image(let request, _): ask(for: request)
                case .folder, .empty: break
                }
            }
        }
        try checkUnneeded()
        try sort()
    }

    /// Refuses stages that nothing needs if they name what can be no image, or themselves.
    private func checkUnneeded() throws(PlanError) {
        for index in stages.indices where !needed.contains(index) {
            _ = try base(of: index)
            for step in steps(of: index) {
                for (word, use) in step.sourceWords { try checkUnneeded(word, of: step, in: index, for: use) }
            }
        }
    }

    /// As BuildKit does, lets a stage that nothing needs name one below it.
    private func checkUnneeded(
        _ word: Word, of step: PlannedStep, in index: Int, for use: PlanFault.StageUse
    ) throws(PlanError) {
        do throws(PlanError) {
            _ = try source(named: word, of: step, in: index, for: use)
        } catch {
            if case .fault(.laterStage, _) = error { return }
            throw error
        }
    }

    /// Puts the stages in order; by themselves they stand so, but a context may be a stage that stands further down.
    private mutating func sort() throws(PlanError) {
        order = []
        var placed: Set<Int> = []
        for index in needed.sorted() { try place(index, below: [], &placed) }
    }

    private mutating func place(_ index: Int, below: [Int], _ placed: inout Set<Int>) throws(PlanError) {
        if placed.contains(index) { return }
        if let start = below.firstIndex(of: index) {
            let names = (below[start...] + [index]).map { settings.shownName(ofStage: $0) }
            throw .fault(.circularContexts(names), at: .init(file: settings.file))
        }
        for requirement in requirements[index] ?? [] { try place(requirement, below: below + [index], &placed) }
        placed.insert(index)
        order.append(index)
    }

    /// The instructions of a stage, its base's triggers first.
    func steps(of index: Int) -> [PlannedStep] {
        guard !isReplaced(index) else { return [] }
        let own = stages[index].stage.instructions.map {
            PlannedStep(instruction: $0, file: settings.file, triggerOf: nil, range: $0.range)
        }
        return (triggers[index] ?? []) + own
    }

    /// Whether a named context takes the place of the stage, so that its instructions do not count.
    func isReplaced(_ index: Int) -> Bool {
        replacement(of: index) != nil
    }

    private func replacement(of index: Int) -> GivenContext? {
        let bound = stages[index]
        return bound.stage.name.flatMap { settings.context(named: $0, for: bound.platform ?? targetPlatform) }
    }

    private mutating func ask(for request: ImageRequest) {
        if images[request] == nil, !missing.contains(request) { missing.append(request) }
    }
}

extension StageSelection {
    /// What a stage stands on.
    func base(of index: Int) throws(PlanError) -> StageSource {
        let bound = stages[index]
        let word = bound.stage.from.image
        let platform = bound.platform ?? targetPlatform
        if let entry = replacement(of: index), let name = bound.stage.name {
            let place = Diagnostic.Place(file: settings.file, range: word.range)
            let reference = try reference(name, place: place, before: index)
            return try external(entry, reference: reference, name: name, platform: platform, place: place)
        }
        // A base is found by its lower-case name as written: `FROM BUILDER` is no stage.
        if let earlier = numbers[bound.base]?.last(where: { $0 < index }) { return .stage(earlier) }
        let place = Diagnostic.Place(file: settings.file, range: word.range)
        return try outside(bound.base, platform: platform, place: place, before: index)
    }

    /// The stage, image or context that a `--from` or a mount of a stage names.
    ///
    /// A number is a stage's; BuildKit takes numbers in `COPY --from` alone, and in a mount for the name of an image.
    func source(
        named word: Word, of step: PlannedStep, in index: Int, for use: PlanFault.StageUse
    ) throws(PlanError) -> StageSource {
        let place = settings.place(of: step, word.range)
        if let number = Int(word.text) {
            if stages.indices.contains(number) {
                return .stage(try earlier(number, named: word.text, than: index, for: use, at: place))
            }
            if use == .copy { throw .fault(.invalidStageIndex(word.text, count: stages.count), at: place) }
        }
        let name = word.text.lowercased()
        // Of several stages with one name the last counts, even where it stands below.
        if let found = numbers[name]?.last {
            return .stage(try earlier(found, named: word.text, than: index, for: use, at: place))
        }
        return try outside(word.text, platform: targetPlatform, place: place, before: index)
    }

    private func earlier(
        _ number: Int, named name: String, than index: Int, for use: PlanFault.StageUse, at place: Diagnostic.Place
    ) throws(PlanError) -> Int {
        if number == index { throw .fault(.circularStage(settings.shownName(ofStage: index)), at: place) }
        guard number < index else {
            let current = settings.shownName(ofStage: index)
            throw .fault(.laterStage(name, current: current, use: use), at: place)
        }
        return number
    }

    /// What a name means that is no stage's.
    private func outside(
        _ name: String, platform: Platform, place: Diagnostic.Place, before index: Int
    ) throws(PlanError) -> StageSource {
        if name == "scratch" { return .empty }
        let reference = try reference(name, place: place, before: index)
        if let entry = settings.context(named: name, for: platform) {
            return try external(entry, reference: reference, name: name, platform: platform, place: place)
        }
        var request = ImageRequest(reference: reference, platform: platform, name: name, range: place.range)
        request.nearestStage = nearestStage(to: name, before: index)
        return .image(request, context: nil)
    }

    private func external(
        _ entry: GivenContext, reference: ImageReference, name: String, platform: Platform, place: Diagnostic.Place
    ) throws(PlanError) -> StageSource {
        var request = ImageRequest(reference: reference, platform: platform, name: name, range: place.range)
        switch entry.context {
        case .empty: return .empty
        case .folder: return .folder(entry.name)
        case .stage(let stage): return .stage(try number(ofStage: stage, for: entry, at: place))
        case .image(let other): request.reference = other
        case .layout(let path, let tag, let digest):
            request.location = .layout(path: path)
            request.layoutTag = tag
            request.layoutDigest = digest
        }
        return .image(request, context: entry.name)
    }

    private func number(
        ofStage name: String, for entry: GivenContext, at place: Diagnostic.Place
    ) throws(PlanError) -> Int {
        if let found = stages.lastIndex(where: { $0.stage.name == name.lowercased() }) { return found }
        let names = stages.compactMap(\.stage.name)
        let nearest = NearestName.suggestion(for: name, among: names)
        throw .fault(.unknownContextStage(name, context: entry.name, stages: names, nearest: nearest), at: place)
    }

    private func reference(
        _ name: String, place: Diagnostic.Place, before index: Int
    ) throws(PlanError) -> ImageReference {
        do {
            return try ImageReference(parsing: name)
        } catch {
            let nearest = nearestStage(to: name, before: index)
            throw .fault(.invalidImageName(name, problem: error, nearestStage: nearest), at: place)
        }
    }

    /// Files with very many stages go without, since each FROM asks.
    private func nearestStage(to name: String, before index: Int) -> String? {
        guard index <= Self.suggestionLimit else { return nil }
        return NearestName.suggestion(for: name, among: stages[..<index].compactMap(\.stage.name))
    }
}

extension StageSelection {
    /// The triggers that a stage's base holds for it; none while the base is not known.
    private func findTriggers(of index: Int, base: StageSource) throws(PlanError) -> [PlannedStep] {
        switch base {
        case .image(let request, _):
            guard let image = images[request] else { return [] }
            return try parseTriggers(image.config.config.onBuild, of: image.source.reference.familiar, for: index)
        case .stage(let number):
            guard !isReplaced(number) else { return [] }
            let expressions = stages[number].stage.instructions.compactMap { instruction -> String? in
                if case .onbuild(let trigger) = instruction.body { trigger.expression } else { nil }
            }
            return try parseTriggers(expressions, of: settings.shownName(ofStage: number), for: index)
        case .folder, .empty:
            return []
        }
    }

    private func parseTriggers(
        _ expressions: [String], of base: String, for index: Int
    ) throws(PlanError) -> [PlannedStep] {
        let range = stages[index].stage.instruction.range
        var steps: [PlannedStep] = []
        for expression in expressions {
            let file = SourceFile(name: "ONBUILD of \(base)", text: expression)
            do {
                let instruction = try Dockerfile.trigger(file)
                steps.append(PlannedStep(instruction: instruction, file: file, triggerOf: base, range: range))
            } catch {
                throw .trigger(error, base: base, at: .init(file: settings.file, range: range))
            }
        }
        return steps
    }
}
