/// What a front end may ask of a running build.
package enum BuildCommand: Sendable, Hashable {
    /// End what runs, keep what is done. Asked a second time, nothing is waited for.
    case cancel
}
