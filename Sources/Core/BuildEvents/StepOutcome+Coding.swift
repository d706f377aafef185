import Diagnostics

extension StepOutcome: Codable {
    private struct Form: Codable {
        enum State: String, Codable {
            case cached, done, failed, cancelled, skipped
        }

        var state: State
        var result: StepResult?
        var failure: StepFailure?
    }

    /// Decodes an object with a member `state`; `failed` needs its `failure`.
    package init(from decoder: any Decoder) throws {
        let form = try Form(from: decoder)
        switch form.state {
        case .cached: self = .cached
        case .cancelled: self = .cancelled
        case .skipped: self = .skipped
        case .done: self = .done(form.result ?? StepResult())
        case .failed:
            guard let failure = form.failure else {
                let text = "a failed step has a member `failure`"
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
            }
            self = .failed(failure)
        }
    }

    /// Encodes an object with a member `state` and what belongs to that state.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .cached: try Form(state: .cached).encode(to: encoder)
        case .cancelled: try Form(state: .cancelled).encode(to: encoder)
        case .skipped: try Form(state: .skipped).encode(to: encoder)
        case .done(let result): try Form(state: .done, result: result).encode(to: encoder)
        case .failed(let failure): try Form(state: .failed, failure: failure).encode(to: encoder)
        }
    }
}

extension BuildOutcome: Codable {
    private struct Form: Codable {
        enum State: String, Codable {
            case succeeded, failed, cancelled
        }

        var state: State
        var result: BuildResult?
        var step: StepID?
        var diagnostic: Diagnostic?
    }

    /// Decodes an object with a member `state`; `failed` needs its `diagnostic`.
    package init(from decoder: any Decoder) throws {
        let form = try Form(from: decoder)
        switch form.state {
        case .cancelled: self = .cancelled
        case .succeeded: self = .succeeded(form.result ?? BuildResult())
        case .failed:
            guard let diagnostic = form.diagnostic else {
                let text = "a failed build has a member `diagnostic`"
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: text))
            }
            self = .failed(form.step, diagnostic)
        }
    }

    /// Encodes an object with a member `state` and what belongs to that state.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .cancelled: try Form(state: .cancelled).encode(to: encoder)
        case .succeeded(let result): try Form(state: .succeeded, result: result).encode(to: encoder)
        case .failed(let step, let diagnostic):
            try Form(state: .failed, step: step, diagnostic: diagnostic).encode(to: encoder)
        }
    }
}
