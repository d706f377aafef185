/// One member of a tar archive without its contents.
///
/// Names and targets are bytes: archives hold any.
package struct TarEntry: Equatable, Sendable {
    /// What a member is.
    package enum Kind: Equatable, Sendable {
        case file, directory, fifo
        /// A symbolic link with its target as written.
        case symlink([UInt8])
        /// Another name of an earlier member, given by that member's path.
        case hardLink([UInt8])
        case characterDevice(major: UInt32, minor: UInt32)
        case blockDevice(major: UInt32, minor: UInt32)
    }

    /// The path as the archive has it, perhaps with leading `./` or `/` and a trailing slash.
    package var path: [UInt8]
    /// What the member is.
    package var kind: Kind
    /// Permissions with the set-id and sticky bits.
    package var mode: UInt16
    /// The owner's number.
    package var uid: UInt32
    /// The group's number.
    package var gid: UInt32
    /// Bytes of contents; 0 for all but files.
    package var size: Int64
    /// Seconds since 1970 of the last change.
    package var modified: Int64
    /// Nanoseconds to add to `modified`.
    package var modifiedNanoseconds: Int32
    /// Extended attributes, in the archive's order.
    package var xattrs: [Xattr]

    /// An extended attribute.
    package struct Xattr: Equatable, Sendable {
        /// The whole name, as "security.capability".
        package var name: String
        /// The value's bytes.
        package var value: [UInt8]

        /// Makes an attribute.
        package init(name: String, value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    /// Makes an entry; what is left out is what a plain file of root's would have.
    package init(
        path: [UInt8], kind: Kind, mode: UInt16, uid: UInt32 = 0, gid: UInt32 = 0, size: Int64 = 0,
        modified: Int64 = 0, modifiedNanoseconds: Int32 = 0, xattrs: [Xattr] = []
    ) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.uid = uid
        self.gid = gid
        self.size = size
        self.modified = modified
        self.modifiedNanoseconds = modifiedNanoseconds
        self.xattrs = xattrs
    }
}
