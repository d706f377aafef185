import LinuxSystem

/// Which times files have in an export.
enum EntryTimes {
    /// Their own.
    case kept
    /// Their own, and this one where theirs is later.
    case atMost(FileTime)
    /// This one, all of them.
    case all(FileTime)

    /// The time that an export gives a file.
    func time(of status: FileStatus) -> FileTime {
        switch self {
        case .kept: status.modificationTime
        case .atMost(let latest): min(status.modificationTime, latest)
        case .all(let time): time
        }
    }

    /// The time of what no file stands for, in seconds since 1970: that of all, else the beginning.
    var ofNothing: Int64 {
        if case .all(let time) = self { time.seconds } else { 0 }
    }

    /// No time later than a number of seconds since 1970, if there is one.
    static func latest(_ seconds: Int64?) -> EntryTimes {
        seconds.map { .atMost(FileTime(seconds: $0, nanoseconds: 0)) } ?? .kept
    }

    /// A number of seconds since 1970 for all, if there is one.
    static func same(_ seconds: Int64?) -> EntryTimes {
        seconds.map { .all(FileTime(seconds: $0, nanoseconds: 0)) } ?? .kept
    }
}
