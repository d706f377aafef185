import LinuxSystem

/// Where a member of an archive belongs: its path with `.`, empty names and leading slashes left out and `..` kept
/// inside the root.
struct MemberPlace: Equatable {
    /// The whole path, names joined by slashes; empty for the root.
    let path: [UInt8]
    /// The path of the folder above.
    let parent: [UInt8]
    /// The last name; nil for the root.
    let name: FileName?

    init(_ written: [UInt8]) {
        var names: [ArraySlice<UInt8>] = []
        for part in written.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual(".".utf8) { continue }
            if part.elementsEqual("..".utf8) { _ = names.popLast() } else { names.append(part) }
        }
        path = Array(names.joined(separator: "/".utf8))
        name = names.last.map { FileName(Array($0)) }
        parent = Array(names.dropLast().joined(separator: "/".utf8))
    }

    static func join(_ parent: [UInt8], _ name: [UInt8]) -> [UInt8] {
        parent.isEmpty ? name : parent + [UInt8(ascii: "/")] + name
    }
}
