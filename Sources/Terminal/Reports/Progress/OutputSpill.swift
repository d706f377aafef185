package import BuildEvents

/// Keeps what grouped progress has to hold back until a step ends, outside of memory.
package protocol OutputSpill: Sendable {
    /// Keeps bytes behind those that were kept for the step before.
    func append(_ bytes: [UInt8], of step: StepID)

    /// Gives all that was kept for the step, in pieces and in order, and forgets it.
    func replay(_ step: StepID, _ body: ([UInt8]) -> Void)
}
