import Engine
import EnginePorts
import Testing

@Suite struct UserLookupTests {
    private let users = UserLookup(
        passwd: Array("root:x:9:9:odd:/root:/bin/sh\napp:x:1000:2000::/home/app:/bin/sh\n500:x:7:7::/:/bin/sh\n".utf8),
        group: Array("wheel:x:10:app\nstaff:x:50:\n".utf8))

    @Test(
        arguments: [
            ("app", 1000, 2000), ("app:staff", 1000, 50), ("app:7", 1000, 7), ("app:", 1000, 0), (":staff", 0, 50),
            (":7", 0, 7),
            ("1000", 1000, 1000), ("500", 500, 500), ("5:", 5, 0), ("root", 0, 0), ("root:wheel", 0, 10),
            ("0:root", 0, 0),
            ("", 0, 0),
        ] as [(String, UInt32, UInt32)])
    func ownersAreReadAsBuildKitDoes(text: String, uid: UInt32, gid: UInt32) throws {
        #expect(try users.owner(text) == FileOwner(uid: uid, gid: gid))
    }

    @Test(arguments: ["nobody", "nobody:0", "app:nobodies", "+5", "99999999999"])
    func unknownNamesAreErrors(text: String) {
        #expect(throws: UserLookup.Failure.self) { try users.owner(text) }
    }
}
