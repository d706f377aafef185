import AsyncHTTPClient
import BuildGraph

/// An address of a web server, its user and password taken out.
struct WebAddress: Hashable, Sendable {
    /// The address to ask, without user, password and fragment.
    var url: String
    /// Host and optional port.
    var authority: String
    /// The Authorization header that user and password stand for.
    var authorization: String?
    /// The address for messages.
    var shown: String

    init(_ text: String) {
        shown = RemoteSource.withoutPassword(text)
        let whole = text.prefix { $0 != "#" }
        guard let separator = whole.firstRange(of: "://") else {
            url = String(whole)
            authority = ""
            return
        }
        let rest = whole[separator.upperBound...]
        let place = rest.prefix { $0 != "/" && $0 != "?" }
        let host = place.lastIndex(of: "@").map { place[place.index(after: $0)...] } ?? place
        authority = String(host)
        url = "\(whole[..<separator.upperBound])\(host)\(rest[place.endIndex...])"
        guard host.startIndex != place.startIndex else { return }
        let words = place[..<place.index(before: host.startIndex)].split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        authorization = Self.authorization(
            user: PercentText.decoded(words[0]), password: words.count > 1 ? PercentText.decoded(words[1]) : "")
    }

    /// The Authorization header of a user with a password.
    static func authorization(user: String, password: String) -> String {
        HTTPClient.Authorization.basic(username: user, password: password).headerValue
    }

    var isEncrypted: Bool { url.hasPrefix("https:") }
}
