import BuildGraph
import BuildPlanner
import Diagnostics
import OCIFormat

/// A `--build-context NAME=VALUE`.
struct ContextOption {
    var name: String
    var context: NamedContext
    /// The folder of this machine, where the context is one.
    var folder: String?
    /// Where it is fetched from, where it is not here.
    var remote: RemoteSource?

    /// Reads the flag's value.
    init(_ text: String) throws(Diagnostic) {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw Diagnostic(
                code: "usage.option", message: "--build-context \(text): it needs NAME=VALUE",
                remedy: "VALUE is a folder, an address, oci-layout://PATH[:TAG] or docker-image://NAME")
        }
        name = text[..<equals].lowercased()
        let value = String(text[text.index(after: equals)...])
        if let rest = value.removing(prefix: "docker-image://") {
            do {
                context = .image(try ImageReference(parsing: rest))
            } catch {
                throw Diagnostic(code: "usage.option", message: "--build-context \(text): \(error)")
            }
        } else if let rest = value.removing(prefix: "oci-layout://") {
            context = try Self.layout(rest, flag: text)
        } else {
            context = .folder
            switch try ContextPlace(value, flag: "--build-context \(name)=") {
            case .remote(let source): remote = source
            case .folder, .standardInput: folder = value
            }
        }
    }

    private static func layout(_ text: String, flag: String) throws(Diagnostic) -> NamedContext {
        if let at = text.lastIndex(of: "@") {
            do {
                let digest = try Digest(parsing: String(text[text.index(after: at)...]))
                return .layout(path: String(text[..<at]), tag: nil, digest: digest)
            } catch {
                throw Diagnostic(code: "usage.option", message: "--build-context \(flag): \(error)")
            }
        }
        let name = text.lastIndex(of: "/") ?? text.startIndex
        guard let colon = text[name...].lastIndex(of: ":") else {
            return .layout(path: text, tag: nil, digest: nil)
        }
        return .layout(path: String(text[..<colon]), tag: String(text[text.index(after: colon)...]), digest: nil)
    }
}

extension String {
    /// What follows a prefix, or nil where the text does not begin with it.
    func removing(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
