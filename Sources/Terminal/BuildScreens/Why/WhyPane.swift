import BuildProgress

/// Why the selected step came from the cache or ran: one sentence, then the evidence.
typealias WhyPane = PagePane<WhyContent>

/// The page of evidence.
enum WhyContent: PageContent {
    static func blocks(of step: StepState, in scene: Scene) -> [PageBlock] {
        WhyEvidence(step: step, scene: scene).blocks
    }
}
