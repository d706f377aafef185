import ArgumentParser
import Diagnostics

/// Flags for what this version doesn't do: they are refused with the reason, unless they ask for nothing.
struct BuildLaterFlags: ParsableArguments {
    @Flag(help: "Refused: this version can't push.")
    var push = false
    @Option(name: .customLong("cache-from"), help: "Refused: the cache is not shared yet.")
    var cacheFrom: [String] = []
    @Option(name: .customLong("cache-to"), help: "Refused: the cache is not shared yet.")
    var cacheTo: [String] = []
    @Option(help: "Refused, unless disabled: attestations are not made yet.")
    var attest: [String] = []
    @Option(help: "Refused, unless false: attestations are not made yet.")
    var provenance: String?
    @Option(help: "Refused, unless false: attestations are not made yet.")
    var sbom: String?
    @Option(help: "Refused, unless disabled: policies are not read.")
    var policy: [String] = []
    @Option(help: "There is one builder, strata itself: \"default\".")
    var builder: String?
    @Flag(name: [.customShort("D"), .long], help: "Changes nothing: messages are always whole.")
    var debug = false

    /// Refuses what can't be honoured.
    func check(_ request: BuildRequest) throws(Diagnostic) {
        if push { throw Self.refusal("--push: this version can't push", PushRefusal.remedy) }
        for (flag, values) in [("cache-from", cacheFrom), ("cache-to", cacheTo)] {
            guard let value = values.first(where: { !$0.isEmpty }) else { continue }
            throw Self.refusal(
                "--\(flag) \(value): this version shares no cache",
                "leave it out; builds with one store share its cache")
        }
        try checkAttestations()
        try checkPolicies(request)
        if let builder, !["", "default"].contains(builder) {
            throw Self.refusal(
                "--builder \(builder): there are no builders, strata builds by itself",
                "leave it out, or use --root DIR for another store")
        }
    }

    /// Of several that are about one kind of attestation, the first counts, as with buildx.
    private func checkAttestations() throws(Diagnostic) {
        var seen: Set<String> = []
        for text in attest {
            let option = try Self.attestation(text, flag: "attest")
            if seen.insert(option.type).inserted, !option.isDisabled { throw Self.attestation("--attest \(text)") }
        }
        for (type, value) in [("provenance", provenance), ("sbom", sbom)] {
            guard let value, !value.isEmpty, seen.insert(type).inserted else { continue }
            let option = try Self.attestation("type=\(type)," + Self.field(ofShorthand: value), flag: type)
            if !option.isDisabled { throw Self.attestation("--\(type)=\(value)") }
        }
    }

    /// `true` and `false` as fields.
    private static func field(ofShorthand value: String) -> String {
        Bool(go: value).map { "disabled=\(!$0)" } ?? value
    }

    private static func attestation(
        _ text: String, flag: String
    ) throws(Diagnostic) -> (type: String, isDisabled: Bool) {
        let fields = try OptionFields(text, flag: flag)
        if let bare = fields.fields.first(where: { $0.value == nil }) {
            throw fields.fault("\(bare.key) needs a value")
        }
        guard let type = fields.value("type"), !type.isEmpty else { throw fields.fault("it needs a type") }
        return (type, try fields.isSet("disabled") ?? false)
    }

    private static func attestation(_ what: String) -> Diagnostic {
        refusal(
            "\(what): this version makes no attestations",
            "leave it out; --provenance=false and --sbom=false say the same")
    }

    private func checkPolicies(_ request: BuildRequest) throws(Diagnostic) {
        if let file = request.environment["EXPERIMENTAL_BUILDKIT_SOURCE_POLICY"], !file.isEmpty {
            throw Self.refusal(
                "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY=\(file): this version reads no policies",
                "unset the variable to build without one")
        }
        for text in policy {
            let fields = try OptionFields(text, flag: "policy")
            try fields.check(known: ["filename", "reset", "disabled", "strict", "log-level"], needsValues: true)
            guard try fields.isSet("disabled") == true else {
                throw Self.refusal(
                    "--policy \(text): this version reads no policies", "leave it out, or write --policy disabled=true")
            }
        }
        // buildx obeys the policy that lies beside a Dockerfile; to build without a word would drop a check.
        if policy.isEmpty, let file = request.policyBesideDockerfile, HostFile.exists(file) {
            throw Self.refusal(
                "\(file): this version reads no policies", "build without it by --policy disabled=true")
        }
    }

    private static func refusal(_ message: String, _ remedy: String) -> Diagnostic {
        Diagnostic(code: "usage.later", message: message, remedy: remedy)
    }
}
