package import Diagnostics
import DockerfileSyntax
import OCIFormat

/// The frontend that a Dockerfile asks for with `# syntax=`.
package enum Frontend {
    /// Throws unless the frontend asked for is Docker's own of version 1, which is built in.
    ///
    /// Can be called before the file is parsed, since a file for another frontend may be no Dockerfile at all.
    package static func check(_ file: SourceFile) throws(PlanError) {
        guard let directive = Directive.syntax(of: file) else { return }
        try check(directive.value.text, at: .init(file: file, range: directive.value.range))
    }

    /// Checks a name that did not come from the file, as that of the build argument `BUILDKIT_SYNTAX`.
    static func check(_ value: String, at place: Diagnostic.Place) throws(PlanError) {
        let name = value.split(whereSeparator: \.isWhitespace).first.map { String($0) } ?? ""
        guard isBuiltIn(name) else { throw .fault(.foreignFrontend(name), at: place) }
    }

    private static let names: Set<String> = ["docker/dockerfile", "docker/dockerfile-upstream"]

    /// Versions are tags such as `1`, `1.7`, `1-labs`; words such as `labs` and `master` mean the newest.
    private static func isBuiltIn(_ name: String) -> Bool {
        let reference: ImageReference
        do {
            reference = try ImageReference(parsing: name)
        } catch {
            return false
        }
        guard names.contains(reference.familiarName) else { return false }
        let version = (reference.tag ?? "").prefix { $0.isNumber }
        return version.isEmpty || version == "1"
    }
}
