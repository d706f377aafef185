import BuildEvents
package import BuildGraph

extension ContextReport {
    /// How many files are written at once.
    private static let portion = 1000

    /// Writes the surveys of all contexts of a build, whole, for programs: one object, in pieces.
    package static func writeJSON(_ surveys: [ContextSurvey], to write: ([UInt8]) -> Void) {
        var text = JSONText()
        text.object { text in
            text.key("contexts")
            text.array(of: surveys) { text, survey in
                text.object { writeMembers(of: survey, into: &$0, to: write) }
            }
        }
        write(text.drain() + [UInt8(ascii: "\n")])
    }

    private static func writeMembers(
        of survey: ContextSurvey, into text: inout JSONText, to write: ([UInt8]) -> Void
    ) {
        writeHead(of: survey, into: &text)
        text.key("files")
        text.array(of: survey.files.enumerated()) { text, entry in
            self.write(entry.element, of: survey, into: &text)
            if entry.offset % portion == 0 { write(text.drain()) }
        }
    }

    private static func writeHead(of survey: ContextSurvey, into text: inout JSONText) {
        text.member("name", survey.name)
        text.member("folder", survey.folder)
        text.member("ignore_file", ifPresent: survey.ignoreFile)
        write(survey.amount { !$0.isIgnored && $0.readers > 0 }, as: "read", into: &text)
        write(survey.amount(where: survey.isUnread), as: "unread", into: &text)
        write(survey.amount(where: \.isIgnored), as: "ignored", into: &text)
        text.key("readers")
        text.array(of: survey.readers) { text, reader in write(reader, into: &text) }
        text.member("definitions", list: survey.definitions.sorted())
        text.member("unknown_images", list: survey.unknownImages)
    }

    private static func write(_ amount: ContextSurvey.Amount, as key: String, into text: inout JSONText) {
        text.key(key)
        text.object { text in
            text.member("files", amount.count)
            text.member("size", amount.size)
        }
    }

    private static func write(_ reader: ContextSurvey.Reader, into text: inout JSONText) {
        text.object { text in
            if let line = reader.line { text.member("line", line) }
            text.member("instruction", reader.instruction)
            text.member("whole", reader.isWhole)
            text.member("files", reader.fileCount)
            text.member("size", reader.size)
            text.member("problem", ifPresent: reader.problem)
        }
    }

    private static func write(
        _ file: ContextSurvey.File, of survey: ContextSurvey, into text: inout JSONText
    ) {
        text.object { text in
            text.member("path", file.path)
            text.member("kind", file.kind.rawValue)
            text.member("size", file.size)
            text.member("ignored", file.isIgnored)
            if file.isUnreadable { text.member("unreadable", true) }
            if let ruling = file.ruling {
                text.key("rules")
                text.array(of: survey.rulings[ruling]) { text, line in write(line, into: &text) }
            }
            if !file.isIgnored {
                text.key("readers")
                text.array(of: survey.readerSets[file.readers]) { $0.number($1) }
            }
        }
    }

    private static func write(_ line: ContextSurvey.RuleLine, into text: inout JSONText) {
        text.object { text in
            text.member("line", line.line)
            text.member("text", line.text)
            text.member("exception", line.isException)
            text.member("folder", ifPresent: line.folder)
        }
    }
}
