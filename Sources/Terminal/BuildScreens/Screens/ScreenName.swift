/// A screen that keys lead to.
package enum ScreenName: String, Sendable, Hashable, CaseIterable {
    case build, history, cache
}
