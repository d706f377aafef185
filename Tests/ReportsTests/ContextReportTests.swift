import BuildGraph
import Reports
import Testing

@Suite struct ContextReportTests {
    private func survey() -> ContextSurvey {
        var survey = ContextSurvey(name: "context", folder: ".")
        survey.ignoreFile = ".dockerignore"
        survey.rulings = [
            [.init(line: 1, text: "docs", isException: false, folder: "docs")],
            [
                .init(line: 1, text: "docs", isException: false, folder: "docs"),
                .init(line: 2, text: "!docs/keep", isException: true, folder: nil),
            ],
        ]
        var all = ContextSurvey.Reader(line: 4, instruction: "COPY . .")
        all.isWhole = true
        all.fileCount = 1204
        all.size = 2_300_000
        var lost = ContextSurvey.Reader(line: 5, instruction: "COPY gone /")
        lost.problem = "\"gone\": not found"
        survey.readers = [all, lost]
        survey.readerSets = [[], [0]]
        survey.definitions = ["Dockerfile"]
        for (path, size, ruling, isIgnored, readers) in [
            ("Dockerfile", 100, nil, false, 0), ("big/one", 2_000_000, nil, false, 1), ("big/two", 1000, nil, false, 1),
            ("docs/a", 50, 0, true, 0), ("docs/keep", 60, 1, false, 1), ("left\n", 700, nil, false, 0),
        ] as [(String, Int64, Int?, Bool, Int)] {
            var file = ContextSurvey.File(path: path, kind: .file, size: size, ruling: ruling, isIgnored: isIgnored)
            file.readers = readers
            survey.files.append(file)
        }
        return survey
    }

    @Test func theOverviewBeginsWithTotals() {
        #expect(
            ContextReport(survey()).overview() == """
                The context .:

                          FILES   SIZE
                read          3    2MB   what a build takes
                unread        1   700B   in the context, but no step reads it
                own           1   100B   the Dockerfile and its ignore file
                ignored       1    50B   left out by .dockerignore

                Where the bytes are:
                     2MB  big/  (2)
                       2MB  one

                LINE   INSTRUCTION   FILES    SIZE
                   4   COPY . .      1,204   2.3MB
                   5   COPY gone /       0      0B   fails: "gone": not found

                The largest files that only `COPY . .` reads; a line in .dockerignore spares what is not needed:
                     2MB  big/one
                     1kB  big/two
                     60B  docs/keep

                Unread:
                    700B  left\\n

                """)
    }

    @Test(arguments: [
        (ContextReport.List.unread, "  700B  left\\n  unread\n"),
        (.ignored, "   50B  docs/a  left out by .dockerignore:1: docs, by its folder docs\n"),
    ])
    func listsHaveALineAFile(_ list: ContextReport.List, _ expected: String) {
        var text = ""
        ContextReport(survey()).write(list) { text += String(decoding: $0, as: UTF8.self) }
        #expect(text == expected)
    }

    @Test func allFilesTellWhatBecomesOfThem() {
        var text = ""
        ContextReport(survey()).write(.all) { text += String(decoding: $0, as: UTF8.self) }
        #expect(text.contains("  100B  Dockerfile  read by the build itself\n"))
        #expect(
            text.contains(
                "docs/keep  read by line 4; left out by .dockerignore:1: docs, by its folder docs, "
                    + "taken back by .dockerignore:2: !docs/keep\n"))
    }

    @Test func jsonComesInPieces() {
        var survey = survey()
        survey.files = Array(repeating: survey.files[3], count: 2500)
        var pieces: [String] = []
        ContextReport.writeJSON([survey]) { pieces.append(String(decoding: $0, as: UTF8.self)) }
        #expect(pieces.count == 4)
        let file = """
            {"path":"docs/a","kind":"file","size":50,"ignored":true,"rules":[{"line":1,"text":"docs","exception":false,\
            "folder":"docs"}]}
            """
        let files = Array(repeating: file, count: 2500).joined(separator: ",")
        #expect(pieces.joined().hasSuffix("\"files\":[\(files)]}]}\n"))
    }
}
