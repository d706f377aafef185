import Diagnostics
import Glibc
import LinuxSystem
import SystemPackage

/// A `--ssh default|ID[=SOCKET|KEY[,KEY]]`, checked when the build begins, so that a wrong path is told before anything runs.
struct SSHOption: Sendable {
    /// Where signatures come from.
    enum Source: Sendable {
        /// The socket of an agent that runs already.
        case socket(FilePath)
        /// The bytes of private keys, each with the path it was read from.
        case keys([(path: String, bytes: [UInt8])])
    }

    var id: String
    var source: Source

    /// Reads a flag's value.
    init(_ text: String, environment: [String: String]) throws(Diagnostic) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        id = parts[0].isEmpty ? "default" : parts[0]
        let paths = parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : []
        guard !paths.isEmpty else {
            guard let socket = environment["SSH_AUTH_SOCK"], !socket.isEmpty else {
                throw Self.fault(
                    text, "invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set",
                    "start an agent (`eval $(ssh-agent)`, `ssh-add`), or name a socket or a key: --ssh \(id)=PATH")
            }
            source = .socket(try Self.socket(socket, text))
            return
        }
        var keys: [(path: String, bytes: [UInt8])] = []
        var sockets: [FilePath] = []
        for path in paths {
            if try Self.isSocket(path, text) {
                sockets.append(Self.absolute(path))
            } else {
                keys.append((path, try Self.key(path, text)))
            }
        }
        switch (sockets.count, keys.count) {
        case (1, 0): source = .socket(sockets[0])
        case (0, _): source = .keys(keys)
        case (_, 0): throw Self.fault(text, "only a single socket is allowed", "give each socket an id of its own")
        default:
            throw Self.fault(
                text, "invalid combination of keys and sockets", "give keys and sockets ids of their own")
        }
    }

    /// Reads all values; an id may stand in one of them only.
    static func all(_ texts: [String], environment: [String: String]) throws(Diagnostic) -> [SSHOption] {
        var options: [SSHOption] = []
        for text in texts where !text.isEmpty {
            let option = try SSHOption(text, environment: environment)
            guard !options.contains(where: { $0.id == option.id }) else {
                throw fault(text, "duplicate agent ID \"\(option.id)\"", "give each id once")
            }
            options.append(option)
        }
        return options
    }

    private static func socket(_ path: String, _ text: String) throws(Diagnostic) -> FilePath {
        guard try isSocket(path, text) else {
            throw fault(text, "SSH_AUTH_SOCK names \(path), which is no socket", "start an agent, and log in anew")
        }
        return absolute(path)
    }

    private static func isSocket(_ path: String, _ text: String) throws(Diagnostic) -> Bool {
        do throws(SystemError) {
            return try FileDescriptor.workingDirectory.status(at: path, followingLinks: true).kind == .socket
        } catch {
            throw fault(text, "\(path) can't be found: \(error.code)", "name a key's file or an agent's socket")
        }
    }

    private static func absolute(_ path: String) -> FilePath {
        let path = FilePath(path)
        guard path.isRelative, let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return FilePath(String(cString: folder)).pushing(path)
    }

    private static func key(_ path: String, _ text: String) throws(Diagnostic) -> [UInt8] {
        guard let bytes = HostFile.read(path) else {
            throw fault(text, "failed to read \(path)", "check that you may read it")
        }
        switch PrivateKeyFile(bytes) {
        case .usable: return bytes
        case .encrypted:
            throw fault(
                text, "failed to parse \(path): this private key is passphrase protected",
                "add it to an agent with `ssh-add \(path)`, and build with --ssh \(text.prefix { $0 != "=" })")
        case .notAKey:
            throw fault(text, "failed to parse \(path): ssh: no key found", "name a file with a private key")
        }
    }

    private static func fault(_ text: String, _ reason: String, _ remedy: String) -> Diagnostic {
        Diagnostic(code: "usage.ssh", message: "--ssh \(text): \(reason)", remedy: remedy)
    }
}

/// What the bytes of a file are, as far as private keys go.
enum PrivateKeyFile {
    case usable
    /// It needs a passphrase.
    case encrypted
    case notAKey

    /// Looks at PEM files, and into OpenSSH's own form.
    init(_ bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let begin = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") && $0.contains("PRIVATE KEY") }) else {
            self = .notAKey
            return
        }
        let isMarked =
            lines[begin].contains("ENCRYPTED")
            || lines.contains { $0.hasPrefix("Proc-Type:") && $0.contains("ENCRYPTED") }
        if isMarked {
            self = .encrypted
        } else if lines[begin].contains("OPENSSH") {
            let text = lines[(begin + 1)...].prefix { !$0.hasPrefix("-----") }.joined()
            self = Self.cipher(text) == "none" ? .usable : .encrypted
        } else {
            self = .usable
        }
    }

    /// The cipher's name, which stands first in OpenSSH's form behind a magic word of 15 bytes.
    private static func cipher(_ text: String) -> String {
        let bytes = Base64Text.decode(String(text.prefix(64)))
        guard bytes.count > 19 else { return "" }
        let length = bytes[15..<19].reduce(0) { $0 << 8 | Int($1) }
        return String(decoding: bytes[19...].prefix(length), as: UTF8.self)
    }
}

/// Reading of base64 (RFC 4648), of as many whole groups of four as there are.
enum Base64Text {
    /// The bytes; what is no digit ends the text.
    static func decode(_ text: String) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text.utf8 {
            guard let value = digits.firstIndex(of: character) else { break }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}
