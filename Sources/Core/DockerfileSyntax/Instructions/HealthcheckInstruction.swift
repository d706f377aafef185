/// `HEALTHCHECK`.
package enum HealthcheckInstruction: Hashable, Sendable {
    /// `HEALTHCHECK NONE`: what the base image checks is switched off.
    case none
    /// `HEALTHCHECK CMD`.
    case check(Healthcheck)
}

/// The command that tells whether a container is well, and when to run it.
package struct Healthcheck: Hashable, Sendable {
    /// The command.
    package var command: CommandForm

    /// `--interval`, nil when not given or zero; like all four at least a millisecond.
    package var interval: Duration?

    /// `--timeout`.
    package var timeout: Duration?

    /// `--start-period`.
    package var startPeriod: Duration?

    /// `--start-interval`.
    package var startInterval: Duration?

    /// `--retries`, 0 when not given.
    package var retries: Int
}
