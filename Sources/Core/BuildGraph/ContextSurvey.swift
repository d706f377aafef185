/// What lies in a build context, which steps read it, and which rules leave the rest out.
///
/// Lists may be long: what many files have in common stands once, and files name it by its index.
package struct ContextSurvey: Hashable, Sendable {
    /// What a file is; folders count with what is in them.
    package enum Kind: String, Hashable, Sendable {
        case file, link, special
        /// A folder that can't be listed.
        case folder
    }

    /// One file.
    package struct File: Hashable, Sendable {
        /// The path below the context; what is no UTF-8 in it is replaced.
        package var path: String
        /// What it is.
        package var kind: Kind
        /// Bytes of a regular file; else 0.
        package var size: Int64
        /// Index into `rulings` of what the ignore rules say; nil where none of them matches.
        package var ruling: Int?
        /// Whether the ignore rules leave it out.
        package var isIgnored: Bool
        /// Whether it is in and can't be read.
        package var isUnreadable = false
        /// Index into `readerSets` of who reads it; 0, the empty set, for nobody.
        package var readers = 0

        /// Makes a file that nobody reads.
        package init(path: String, kind: Kind, size: Int64, ruling: Int?, isIgnored: Bool) {
            self.path = path
            self.kind = kind
            self.size = size
            self.ruling = ruling
            self.isIgnored = isIgnored
        }
    }

    /// A line of the ignore file that changed what is said of a file.
    package struct RuleLine: Hashable, Sendable {
        /// The line's number, from 1.
        package var line: Int
        /// The line as written.
        package var text: String
        /// Whether it takes back in.
        package var isException: Bool
        /// The folder that it matched, where it did not match the file itself.
        package var folder: String?

        /// Makes a line that matched a file, or a folder above it.
        package init(line: Int, text: String, isException: Bool, folder: String?) {
            self.line = line
            self.text = text
            self.isException = isException
            self.folder = folder
        }
    }

    /// An instruction that reads files of the context.
    package struct Reader: Hashable, Sendable {
        /// The line of the Dockerfile, from 1; nil for triggers of a base image without a place.
        package var line: Int?
        /// The instruction as written.
        package var instruction: String
        /// Whether it reads the context's root itself, and so all there is.
        package var isWhole = false
        /// Why its files could not be found.
        package var problem: String?
        /// How many files it reads.
        package var fileCount = 0
        /// How many bytes these have.
        package var size: Int64 = 0

        /// Makes a reader that was not followed yet.
        package init(line: Int?, instruction: String) {
            self.line = line
            self.instruction = instruction
        }
    }

    /// The context's name: `context` for the main one.
    package var name: String
    /// The folder as given.
    package var folder: String
    /// The ignore file's name, where there is one with rules.
    package var ignoreFile: String?
    /// The files in the order of their folders and names.
    package var files: [File] = []
    /// The lines that decided, for each kind of decision; the last line of one has the last word.
    package var rulings: [[RuleLine]] = []
    /// Who reads the context.
    package var readers: [Reader] = []
    /// Sets of indices into `readers`, ascending; the first one is empty.
    package var readerSets: [[Int]] = [[]]
    /// Paths of the Dockerfile and its ignore files, which the build itself reads.
    package var definitions: Set<String> = []
    /// The images whose config is not known here, so that their triggers could not be followed.
    package var unknownImages: [String] = []

    /// Makes the survey of a context in which nothing was found yet.
    package init(name: String, folder: String) {
        self.name = name
        self.folder = folder
    }
}

extension ContextSurvey {
    /// Files and their bytes.
    package struct Amount: Hashable, Sendable {
        /// How many files.
        package var count = 0
        /// How many bytes.
        package var size: Int64 = 0

        /// Makes nothing.
        package init() {}

        /// Adds a file.
        package mutating func add(_ file: File) {
            count += 1
            size += file.size
        }
    }

    /// The files that fulfil a condition, counted.
    package func amount(where isCounted: (File) -> Bool) -> Amount {
        files.reduce(into: Amount()) { if isCounted($1) { $0.add($1) } }
    }

    /// Whether a file is in the context and neither a step nor the build itself reads it.
    package func isUnread(_ file: File) -> Bool {
        !file.isIgnored && file.readers == 0 && !definitions.contains(file.path)
    }
}
