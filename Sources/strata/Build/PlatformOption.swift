import Diagnostics
import OCIFormat

/// The values of `--platform`.
enum PlatformOption {
    /// Reads comma-separated platforms; without any, those of the variable `DOCKER_DEFAULT_PLATFORM`.
    ///
    /// `local` is this machine's.
    static func platforms(
        _ texts: [String], environment: [String: String]
    ) throws(Diagnostic) -> [Platform] {
        let given = texts.isEmpty ? environment["DOCKER_DEFAULT_PLATFORM"].map { [$0] } ?? [] : texts
        var platforms: [Platform] = []
        for text in given.flatMap({ $0.split(separator: ",") }) {
            platforms.append(try platform(String(text)))
        }
        return platforms
    }

    private static func platform(_ text: String) throws(Diagnostic) -> Platform {
        if text.lowercased() == "local" { return .host }
        do {
            return try Platform(parsing: text)
        } catch {
            let word = text.split(separator: "/").last.map(String.init) ?? text
            let nearest = NearestName.suggestion(for: word, among: Platform.knownWords)
            throw Diagnostic(
                code: "usage.platform", message: "--platform \(text): \(error)",
                remedy: nearest.map { "did you mean \($0)?" } ?? "write os/architecture, as linux/arm64, or local")
        }
    }
}

extension BuildRequest {
    /// Refuses outputs that can't hold what several platforms give.
    func checkPlatforms() throws(Diagnostic) {
        guard isMultiPlatform, let output = outputs.first(where: { $0.kind == .docker }) else { return }
        throw Diagnostic(
            code: "usage.option",
            message: "docker exporter does not support exporting manifest lists, use the oci exporter instead",
            remedy: "write type=oci\(output.destination.map { ",dest=\($0)" } ?? ""), or build for one platform")
    }
}
