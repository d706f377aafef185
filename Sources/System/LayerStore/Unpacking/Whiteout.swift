import LinuxSystem

/// A name by which an OCI layer takes something away (OCI image spec, layer.md, "Whiteouts").
enum Whiteout: Equatable {
    /// This name is gone.
    case name(FileName)
    /// Nothing of lower layers shows in the folder.
    case opaque
    /// A file of aufs's own bookkeeping.
    case ignored

    static let prefix = Array(".wh.".utf8)
    static let opaqueName = Array(".wh..wh..opq".utf8)

    /// Reads an archive's name; nil for ordinary ones.
    init?(_ name: FileName) {
        guard name.bytes.starts(with: Self.prefix) else { return nil }
        if name.bytes == Self.opaqueName {
            self = .opaque
        } else if name.bytes.starts(with: Array(".wh..wh.".utf8)) || name.bytes.count == Self.prefix.count {
            self = .ignored
        } else {
            self = .name(FileName(Array(name.bytes.dropFirst(Self.prefix.count))))
        }
    }
}
