import Foundation
import Glibc
import Synchronization

/// A web server on a free port of the loopback address that serves the files of a folder, and notes who asks for what.
///
/// It sends ETags, or Last-Modified, or neither, as told; the files of bare repositories are served as they lie.
final class WebServer: Sendable {
    /// What an answer says of a file's age.
    enum Validator: Sendable { case none, tag, time }

    struct Request: Hashable, Sendable {
        var path: String
        var conditions: [String]
        var status: Int
    }

    struct NoSocket: Error {}

    private struct State {
        var validator = Validator.none
        var redirects: [String: String] = [:]
        var authorization: String?
        var held: Set<String> = []
        var requests: [Request] = []
    }

    let folder: URL
    let port: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    /// Serves a folder.
    init(_ folder: URL, validator: Validator = .none) throws {
        self.folder = folder
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = listener
        let isBound = withUnsafeMutableBytes(of: &address) { bytes -> Bool in
            guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(socket, pointer, length) == 0 && listen(socket, 16) == 0
                && getsockname(socket, pointer, &length) == 0
        }
        guard isBound else { throw NoSocket() }
        port = UInt16(bigEndian: address.sin_port)
        state.withLock { $0.validator = validator }
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(socket, nil, nil)
                if connection < 0 { return }
                serve(connection)
                close(connection)
            }
        }
    }

    /// The address that paths begin with.
    var address: String { "http://127.0.0.1:\(port)" }

    /// Takes what was asked since the last time.
    func takeRequests() -> [Request] {
        state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }

    /// Answers a path by sending to another.
    func redirect(_ path: String, to target: String) {
        state.withLock { $0.redirects[path] = target }
    }

    /// Answers only those who say this in the header Authorization.
    func require(authorization: String) {
        state.withLock { $0.authorization = authorization }
    }

    /// Takes requests of a path and never answers.
    func hold(_ path: String) {
        state.withLock { _ = $0.held.insert(path) }
    }

    /// Ends it: nobody answers any more.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func serve(_ connection: Int32) {
        guard let head = readHead(connection) else { return }
        let lines = head.components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return }
        let path = String(words[1].prefix { $0 != "?" })
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count == 2 { headers[parts[0].lowercased()] = parts[1] }
        }
        if state.withLock({ $0.held.contains(path) }) {
            var byte: UInt8 = 0
            while read(connection, &byte, 1) > 0 {}
            return
        }
        let (status, more, body) = answer(path, headers)
        let conditions = headers.keys.filter { $0.hasPrefix("if-") }.sorted()
        state.withLock { $0.requests.append(Request(path: path, conditions: conditions, status: status)) }
        let fields = ["content-length: \(body.count)", "connection: close", "date: \(Self.date(Date()))"] + more
        let text = "HTTP/1.1 \(status) Answer\r\n" + fields.joined(separator: "\r\n") + "\r\n\r\n"
        send(Data(text.utf8) + (words[0] == "HEAD" ? Data() : body), connection)
    }

    private func answer(_ path: String, _ headers: [String: String]) -> (Int, [String], Data) {
        let (validator, target, required) = state.withLock { ($0.validator, $0.redirects[path], $0.authorization) }
        if let required, headers["authorization"] != required {
            return (401, ["www-authenticate: Basic realm=\"test\""], Data())
        }
        if let target { return (302, ["location: \(target)"], Data()) }
        let file = folder.appendingPathComponent(path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue,
            let body = FileManager.default.contents(atPath: file.path)
        else { return (404, [], Data()) }
        switch validator {
        case .none: return (200, [], body)
        case .tag:
            let tag = "\"\(body.reduce(into: UInt64(5381)) { $0 = $0 &* 33 &+ UInt64($1) })\""
            return headers["if-none-match"] == tag ? (304, ["etag: \(tag)"], Data()) : (200, ["etag: \(tag)"], body)
        case .time:
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
            let time = Self.date(attributes?[.modificationDate] as? Date ?? Date())
            let field = ["last-modified: \(time)"]
            return headers["if-modified-since"] == time ? (304, field, Data()) : (200, field, body)
        }
    }

    private func readHead(_ connection: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard bytes.count < 1 << 16, read(connection, &byte, 1) == 1 else { return nil }
            bytes.append(byte)
        }
        return String(decoding: bytes.dropLast(4), as: UTF8.self)
    }

    private func send(_ data: Data, _ connection: Int32) {
        var rest = [UInt8](data)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func date(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: date)
    }
}
