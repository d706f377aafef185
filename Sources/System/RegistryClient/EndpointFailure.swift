import EnginePorts

/// Why one host did not give what it was asked for; the next host may.
enum EndpointFailure: Error, Sendable {
    /// It doesn't have it.
    case notFound(String)
    /// It wants other credentials.
    case unauthorized(String)
    /// There was no connection.
    case unreachable(String)
    /// It answered something else; `isPassing` tells that it may be different soon.
    case other(String, isPassing: Bool)
    /// No other host need be asked.
    case final(RegistryError)

    init(_ error: TransportError) {
        switch error {
        case .cancelled: self = .final(.cancelled)
        case .failed(let reason, _): self = .unreachable(reason)
        }
    }

    /// The answer in words.
    var words: String {
        switch self {
        case .notFound(let words), .unauthorized(let words), .unreachable(let words), .other(let words, _): words
        case .final(let error): "\(error)"
        }
    }
}

/// What all hosts of an image said, and the error that follows from it.
struct AskedHosts {
    private var answers: [(host: String, failure: EndpointFailure)] = []

    mutating func append(_ host: String, _ failure: EndpointFailure) {
        answers.append((host, failure))
    }

    /// The last host is the registry itself, whose word counts most; a host that can't be reached has said nothing.
    func error(for reference: String) -> RegistryError {
        let asked = answers.map { HostAnswer(host: $0.host, answer: $0.failure.words) }
        for (host, failure) in answers.reversed() {
            switch failure {
            case .notFound: return .notFound(reference: reference, asked: asked)
            case .unauthorized: return .unauthorized(reference: reference, asked: asked)
            case .other(let words, _): return .badAnswer(host: host, reason: words)
            case .final(let error): return error
            case .unreachable: continue
            }
        }
        return .unreachable(reference: reference, asked: asked)
    }
}
