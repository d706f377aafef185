/// What the cgroup of a command limits, as `--resource` and `--cgroup-parent` have it; nil where nothing was asked.
package struct CgroupLimits: Hashable, Sendable {
    /// The cgroup that the command's own is made in.
    package var parent: String?
    /// Bytes of memory.
    package var memory: Int64?
    /// Bytes of memory and swap together; -1 for no limit.
    package var memoryAndSwap: Int64?
    /// The weight of its share of processor time, 1024 being the usual one.
    package var cpuShares: Int64?
    /// Microseconds of a period of `cpuQuota`.
    package var cpuPeriod: Int64?
    /// Microseconds of processor time in each period.
    package var cpuQuota: Int64?
    /// The processors that it may run on, as `0-3`.
    package var cpus: String?
    /// The memory nodes that it may use, as `0,1`.
    package var memoryNodes: String?

    /// Makes limits that limit nothing.
    package init() {}

    /// Whether nothing at all was asked for.
    package var isEmpty: Bool { self == CgroupLimits() }
}
