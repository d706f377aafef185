import Testing

@testable import LinuxSystem

@Suite struct ProcessSetupTests {
    @Test func allRangesOfAUserFollowTheirOwnID() {
        let text = "other:1:2\nann:100000:65536\n1000:300000:10\nann:bad:1\nann:5:0\n"
        let ranges = SubordinateRanges(text: text, user: 1000, name: "ann")
        #expect(
            ranges.mapArguments(own: 1000) == [
                "0", "1000", "1", "1", "100000", "65536", "65537", "300000", "10",
            ])
        #expect(SubordinateRanges(text: text, user: 7, name: "bob").ranges.isEmpty)
    }

    private static let refused = SystemError(call: "unshare(user, mounts)", errno: 1, path: nil)

    @Test(arguments: [
        (NamespaceFacts(isRoot: true), refused, ProcessSetupError.missingPrivilege),
        (
            NamespaceFacts(maxUserNamespaces: 0), SystemError(call: "unshare(user, mounts)", errno: 28, path: nil),
            .userNamespacesDisabled(sysctl: "user.max_user_namespaces", value: 0)
        ),
        (
            NamespaceFacts(unprivilegedClone: 0), refused,
            .userNamespacesDisabled(sysctl: "kernel.unprivileged_userns_clone", value: 0)
        ),
        (NamespaceFacts(unprivilegedClone: 1, appArmorRestriction: 1), refused, .restrictedByAppArmor),
        (
            NamespaceFacts(appArmorRestriction: 1), SystemError(call: "mount(propagation)", errno: 13, path: "/"),
            .restrictedByAppArmor
        ),
        (NamespaceFacts(hasSeccompFilter: true), refused, .refusedByContainer(call: "unshare(user, mounts)")),
        (
            NamespaceFacts(release: "4.4.0"), SystemError(call: "openat2", errno: 38, path: nil),
            .kernelTooOld(release: "4.4.0", needed: "5.12")
        ),
        (NamespaceFacts(), refused, .failed(refused)),
    ])
    func refusalsAreToldApart(facts: NamespaceFacts, error: SystemError, cause: ProcessSetupError) {
        #expect(facts.cause(of: error) == cause)
    }

    @Test func everyKnownCauseHasARemedy() {
        let causes: [ProcessSetupError] = [
            .noSubordinateIDs(user: "ann", file: "/etc/subgid"), .mapToolMissing("newuidmap"),
            .mapToolFailed("newgidmap", code: 1), .userNamespacesDisabled(sysctl: "user.max_user_namespaces", value: 0),
            .restrictedByAppArmor, .refusedByContainer(call: "unshare"), .missingPrivilege,
            .kernelTooOld(release: "4.4", needed: "5.12"),
        ]
        for cause in causes { #expect(cause.remedy != nil) }
        #expect(causes[0].remedy == "sudo usermod --add-subgids 100000-165535 ann")
    }
}
