import BuildGraph
import BuildPlanner
import ContextFiles
import Diagnostics
import OCIFormat
import SystemPackage

/// A `--build-context NAME=VALUE`.
struct ContextOption {
    /// The name in its short form, without `:latest`; perhaps with `::PLATFORM`.
    var name: String
    var context: NamedContext
    /// The folder of this machine, where the context is one.
    var folder: String?
    /// Where it is fetched from, where it is not here.
    var remote: RemoteSource?

    private static let forms =
        "a folder, an address, docker-image://NAME, oci-layout://PATH[:TAG][@DIGEST] or target:STAGE"

    /// Reads the flag's value.
    init(_ text: String) throws(Diagnostic) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex, text.last != "=" else {
            throw Diagnostic(
                code: "usage.option", message: "--build-context \(text): it needs NAME=VALUE",
                remedy: "VALUE is \(Self.forms)")
        }
        name = try Self.name(String(text[..<equals]), flag: text)
        let value = String(text[text.index(after: equals)...])
        if let rest = value.removing(prefix: "docker-image://") {
            context = try Self.image(rest, flag: text)
        } else if let rest = value.removing(prefix: "oci-layout://") {
            context = try Self.layout(rest, flag: text)
        } else if let rest = value.removing(prefix: "target:") {
            context = .stage(rest)
        } else {
            try Self.refuse(value, flag: text)
            context = .folder
            switch try ContextPlace(value, flag: "--build-context \(name)=") {
            case .remote(let source): remote = source
            case .folder, .standardInput: folder = try Self.folder(value, name: name)
            }
        }
    }

    /// The name that stages and images are looked up with.
    private static func name(_ text: String, flag: String) throws(Diagnostic) -> String {
        let mark = text.firstRange(of: "::")
        let given = mark.map { String(text[..<$0.lowerBound]) } ?? text
        do {
            let familiar = try ImageReference(parsing: given).familiar
            let short = familiar.hasSuffix(":latest") ? String(familiar.dropLast(":latest".count)) : familiar
            if ["scratch", "context"].contains(short) {
                throw Diagnostic(
                    code: "usage.option", message: "--build-context \(flag): the name \(short) can't be replaced",
                    remedy: short == "context" ? "the build context itself is the last argument" : "choose another")
            }
            guard let mark else { return short }
            return "\(short)::\(try Platform(parsing: text[mark.upperBound...]))"
        } catch let error as Diagnostic {
            throw error
        } catch {
            throw Diagnostic(
                code: "usage.option", message: "--build-context \(flag): invalid context name \(text): \(error)")
        }
    }

    private static func image(_ text: String, flag: String) throws(Diagnostic) -> NamedContext {
        if text == "scratch" { return .empty }
        do {
            return .image(try ImageReference(parsing: text))
        } catch {
            throw Diagnostic(code: "usage.option", message: "--build-context \(flag): \(error)")
        }
    }

    /// `PATH[:TAG][@DIGEST]`, of which the digest counts where both are there.
    private static func layout(_ text: String, flag: String) throws(Diagnostic) -> NamedContext {
        var path = text
        var digest: Digest?
        if let at = text.lastIndex(of: "@"), !text[at...].contains("/") {
            do {
                digest = try Digest(parsing: text[text.index(after: at)...])
            } catch {
                throw Diagnostic(code: "usage.option", message: "--build-context \(flag): \(error)")
            }
            path = String(text[..<at])
        }
        let name = path.lastIndex(of: "/") ?? path.startIndex
        guard let colon = path[name...].lastIndex(of: ":") else {
            return .layout(path: path, tag: nil, digest: digest)
        }
        return .layout(
            path: String(path[..<colon]), tag: String(path[path.index(after: colon)...]), digest: digest)
    }

    /// Says why forms that BuildKit has inside, or that bake writes, can't be had from the command line.
    private static func refuse(_ value: String, flag: String) throws(Diagnostic) {
        let reason: String
        if value.hasPrefix("input:") {
            reason = "inputs are what a frontend is given by another program, and there is none"
        } else if value.hasPrefix("local:") {
            reason = "a folder is named by its path alone"
        } else if value.hasPrefix("docker-image:") || value.hasPrefix("oci-layout:") {
            reason = "two slashes are missing behind the colon"
        } else {
            return
        }
        throw Diagnostic(
            code: "usage.option", message: "--build-context \(flag): \(reason)", remedy: "VALUE is \(forms)")
    }

    private static func folder(_ path: String, name: String) throws(Diagnostic) -> String {
        do {
            try DockerfileReader.requireFolder(FilePath(path))
            return path
        } catch {
            var diagnostic = error.diagnostic
            diagnostic.message = "failed to get build context \(name): \(diagnostic.message)"
            if diagnostic.remedy?.hasPrefix("did you mean") != true { diagnostic.remedy = "VALUE is \(forms)" }
            throw diagnostic
        }
    }
}

extension String {
    /// What follows a prefix, or nil where the text does not begin with it.
    func removing(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
