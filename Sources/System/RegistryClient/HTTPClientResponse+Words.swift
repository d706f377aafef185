import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

extension HTTPClientResponse {
    /// The status with what the body says of it: a registry's list of errors, or the beginning of a text.
    func words() async -> String {
        let status = "\(status.code) \(status.reasonPhrase)"
        // The body only explains; without it the status must do.
        guard let body = try? await body.collect(upTo: 64 << 10), body.readableBytes > 0 else { return status }
        struct Errors: Decodable {
            struct Entry: Decodable {
                var code: String?
                var message: String?
            }
            var errors: [Entry]?
            var details: String?
        }
        // A body that is no JSON of a registry is quoted as text.
        if let errors = try? JSONDecoder().decode(Errors.self, from: Data(body.readableBytesView)) {
            let lines = (errors.errors ?? []).map { [$0.code, $0.message].compactMap { $0 }.joined(separator: ": ") }
            let text = (lines + [errors.details].compactMap { $0 }).filter { !$0.isEmpty }.joined(separator: "; ")
            return text.isEmpty ? status : "\(status): \(text)"
        }
        let isText = headers.first(name: "content-type")?.hasPrefix("text/plain") ?? false
        guard isText else { return status }
        let line = String(decoding: body.readableBytesView.prefix(200), as: UTF8.self).prefix { !$0.isNewline }
        return line.isEmpty ? status : "\(status): \(line)"
    }
}

extension HTTPResponseStatus {
    /// Whether the request was understood and done.
    var isSuccess: Bool { (200..<300).contains(code) }
}
