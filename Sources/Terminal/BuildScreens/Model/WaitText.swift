package import BuildEvents
import TerminalCells

/// What a step waits for, in words.
package enum WaitText {
    /// A few words that go behind `waits for`.
    package static func text(of reason: WaitReason) -> String {
        switch reason {
        case .slot: "a free slot (--jobs)"
        case .cacheMount(let name): "the cache mount \(Cleaning.line(name))"
        case .store: "another strata in the store"
        case .network(let host): Cleaning.line(host)
        }
    }
}
