/// The rules as the runtime specification's JSON, for runtimes that take no compiled filter.
extension SeccompFilter {
    static var profile: JSONValue {
        let own: Set<String> = ["socket", "personality", "clone", "clone3"]
        var rules: [JSONValue] = [
            ["names": JSONValue(strings: allowedNames.filter { !own.contains($0) }), "action": "SCMP_ACT_ALLOW"],
            rule("socket", 38, "SCMP_CMP_LT"), rule("socket", 39, "SCMP_CMP_EQ"), rule("socket", 40, "SCMP_CMP_GT"),
            rule("clone", namespaceFlags, "SCMP_CMP_MASKED_EQ"),
            ["names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": .number(Int64(missing))],
        ]
        rules += personalities.map { rule("personality", $0, "SCMP_CMP_EQ") }
        return [
            "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": .number(Int64(refusal)),
            "architectures": JSONValue(strings: architectures), "syscalls": .array(rules),
        ]
    }

    private static func rule(_ name: String, _ value: UInt64, _ operation: String) -> JSONValue {
        [
            "names": [.string(name)], "action": "SCMP_ACT_ALLOW",
            "args": [["index": 0, "value": .unsigned(value), "valueTwo": 0, "op": .string(operation)]],
        ]
    }

    private static var architectures: [String] {
        #if arch(x86_64)
            ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"]
        #elseif arch(arm64)
            ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"]
        #else
            []
        #endif
    }
}
