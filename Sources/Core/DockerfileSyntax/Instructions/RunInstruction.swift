/// `RUN`.
package struct RunInstruction: Hashable, Sendable {
    /// The command as it was written, without here-documents.
    package var command: CommandForm

    /// The here-documents in their order.
    package var heredocs: [Heredoc]

    /// `--mount`, in order.
    package var mounts: [RunMount]

    /// `--network`.
    package var network: NetworkMode

    /// `--security`.
    package var security: SecurityMode

    /// `--device`, in order.
    package var devices: [RunDevice]

    /// The names of the flags that were given, without dashes, each once, in order.
    package var flagsUsed: [String]

    /// The network that a step sees.
    package enum NetworkMode: String, Hashable, Sendable, CaseIterable {
        /// The builder's usual network.
        case `default`
        /// Loopback only.
        case none
        /// The host's network.
        case host
    }

    /// How far a step is locked in.
    package enum SecurityMode: String, Hashable, Sendable, CaseIterable {
        /// As containers are.
        case sandbox
        /// With all rights.
        case insecure
    }
}

/// What RUN really starts, here-documents taken into account.
package enum RunScript: Hashable, Sendable {
    /// A text for the stage's shell.
    case shell(String)
    /// A program with its arguments.
    case exec([String])
    /// A file to be made executable and started: a lone here-document that begins with `#!`.
    case file(name: String, contents: [UInt8])
}

extension RunInstruction {
    /// What to start: a lone here-document is the script itself, others are handed to the shell with the command.
    package var script: RunScript {
        switch command {
        case .exec(let words):
            return .exec(words.map(\.text))
        case .shell(let word):
            guard let first = heredocs.first else { return .shell(word.text) }
            guard isLoneHeredoc(word.text) else {
                let texts = heredocs.map { "\n\($0.text)\($0.name)" }
                return .shell(word.text + texts.joined())
            }
            let contents = first.strippedContents
            if first.contents.starts(with: Array("#!".utf8)) {
                return .file(name: first.name, contents: contents)
            }
            return .shell(String(decoding: contents, as: UTF8.self))
        }
    }

    private func isLoneHeredoc(_ text: String) -> Bool {
        do {
            return try Heredoc.announced(by: text) != nil
        } catch {
            return false
        }
    }
}

/// A device that RUN asks for.
package struct RunDevice: Hashable, Sendable {
    /// The device's name, as `vendor.com/class=name`.
    package var name: String

    /// True when the build is to fail without it.
    package var isRequired: Bool

    /// Creates a device.
    package init(name: String, isRequired: Bool) {
        self.name = name
        self.isRequired = isRequired
    }
}
