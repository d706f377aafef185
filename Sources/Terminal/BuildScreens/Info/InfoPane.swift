import BuildProgress

/// Facts about the selected step: its instruction, what it reads and runs with, what it used, how it fared before.
typealias InfoPane = PagePane<InfoContent>

/// The page of facts.
enum InfoContent: PageContent {
    static func blocks(of step: StepState, in scene: Scene) -> [PageBlock] {
        InfoSections(step: step, scene: scene).blocks
    }
}
