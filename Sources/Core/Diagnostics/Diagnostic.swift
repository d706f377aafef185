/// What went wrong, where, and what to do about it: the one form in which every error reaches people.
package struct Diagnostic: Error, Sendable, Hashable, Codable {
    /// How bad it is.
    package enum Severity: String, Sendable, Hashable, Codable {
        /// Nothing can be built.
        case error
        /// The build goes on.
        case warning
        /// Told for information.
        case note
    }

    /// How bad it is.
    package var severity: Severity

    /// A stable name for the kind of fault, as `dockerfile.unknown-stage`.
    package var code: String

    /// One sentence without a full stop.
    package var message: String

    /// The file that is at fault.
    package var file: SourceFile?

    /// The part of `file` that is at fault.
    package var range: SourceRange?

    /// Further facts, a sentence each.
    package var notes: [String]

    /// The next thing to type or to change.
    package var remedy: String?

    /// A page that explains more.
    package var url: String?

    /// Creates a diagnostic without notes and link; all but code and message can be left out.
    package init(
        _ severity: Severity = .error, code: String, message: String, at place: Place? = nil, remedy: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.file = place?.file
        self.range = place?.range
        self.notes = []
        self.remedy = remedy
        self.url = nil
    }

    /// A stretch of a certain file.
    package struct Place: Sendable, Hashable {
        /// The file.
        package var file: SourceFile

        /// The stretch; nil means the file as a whole.
        package var range: SourceRange?

        /// Creates a place.
        package init(file: SourceFile, range: SourceRange? = nil) {
            self.file = file
            self.range = range
        }
    }
}

/// An error that can be told to people.
package protocol DiagnosticConvertible {
    /// The error as a message with place and remedy.
    var diagnostic: Diagnostic { get }
}

extension Diagnostic: DiagnosticConvertible {
    /// The diagnostic itself.
    package var diagnostic: Diagnostic { self }
}
