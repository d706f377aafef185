import Diagnostics
import Engine
import EnginePorts
import OCIFormat

/// A `--output`: where a build's result goes.
struct OutputOption {
    /// The kinds of output.
    enum Kind: String, CaseIterable {
        case local, tar, oci, docker, image, cacheonly

        /// Whether an image is made.
        var isImage: Bool { self == .image || isImageFile }

        /// Whether an image goes into a file or folder.
        var isImageFile: Bool { self == .oci || self == .docker }
    }

    var kind: Kind
    /// The file or folder; `-` for standard output; nil where the kind needs none.
    var destination: String?
    var names: [String] = []
    var packing = LayerPacking(.gzip)
    var forcesPacking = false
    var rewritesTimes = false
    /// Whether each platform's files have a folder of their own; nil for the usual, where there are several.
    var splitsPlatforms: Bool?
    /// Whether an image goes into one archive (`tar=false` gives a folder).
    var isArchive = true
    var annotations = ImageAnnotations()
    /// Whether the image has the types of Docker's schema 2 (`oci-mediatypes=false`).
    var hasDockerTypes = false
    var digestNames = DigestNames()
    /// Whether the image gets its names in the store (`store=false`: its blobs alone are there).
    var keepsNames = true
    /// The time of this output, where it is not that of the whole build.
    var epoch: Epoch?

    /// A time for all that a build makes.
    struct Epoch {
        /// Seconds since 1970; nil for the real times.
        var seconds: Int64?
    }

    /// Reads the value of `--output`: a folder, `-`, or comma-separated fields.
    init(_ text: String) throws(Diagnostic) {
        let fields = try OptionFields(text, flag: "output")
        if fields.fields.count == 1, fields.fields[0].value == nil {
            kind = text == "-" ? .tar : .local
            destination = text
            return
        }
        let type = fields.value("type") ?? ""
        guard type != "registry" else {
            throw fields.fault("this version can't push", remedy: PushRefusal.remedy)
        }
        guard let kind = Kind(rawValue: type) else {
            let names = Kind.allCases.map(\.rawValue)
            throw fields.fault(
                type.isEmpty ? "it needs a type" : "there is no output type \(type)",
                remedy: NearestName.suggestion(for: type, among: names).map { "did you mean \($0)?" }
                    ?? "the types are \(names.joined(separator: ", "))")
        }
        self.kind = kind
        let own = OptionFields(fields, without: try readAnnotations(fields))
        try own.check(known: Self.fields(of: kind))
        destination = fields.value("dest").flatMap { $0.isEmpty ? nil : $0 }
        names = fields.value("name")?.split(separator: ",").map(String.init) ?? []
        isArchive = try fields.isSet("tar") ?? true
        try readPacking(fields)
        try readImage(fields)
        splitsPlatforms = try fields.isSet("platform-split")
        try check(fields)
        // Without a file it is the image store's: Docker's in `docker build`, strata's own here.
        if kind == .docker, destination == nil { self.kind = .image }
        if [.tar, .oci].contains(kind), destination == nil { destination = "-" }
    }

    /// The output of `-t NAME` alone: the store.
    static func store() -> OutputOption {
        OutputOption(kind: .image)
    }

    private init(kind: Kind) {
        self.kind = kind
    }
}
