import Diagnostics
import EnginePorts
import OCIFormat

/// A `--output`: where a build's result goes.
struct OutputOption {
    /// The kinds of output.
    enum Kind: String, CaseIterable { case local, tar, oci, docker, image }

    var kind: Kind
    /// The file or folder; `-` for standard output; nil where the kind needs none.
    var destination: String?
    var names: [String] = []
    var packing = LayerPacking(.gzip)
    var forcesPacking = false
    var rewritesTimes = false
    /// Whether an image goes into one archive (`tar=false` gives a folder).
    var isArchive = true

    /// Reads the value of `--output`: a folder, `-`, or comma-separated fields.
    init(_ text: String) throws(Diagnostic) {
        let fields = try OptionFields(text, flag: "output")
        if fields.fields.count == 1, fields.fields[0].value == nil {
            kind = text == "-" ? .tar : .local
            destination = text
            return
        }
        try fields.check(known: [
            "type", "dest", "name", "tar", "compression", "compression-level", "force-compression", "rewrite-timestamp",
            "push", "oci-mediatypes",
        ])
        let type = fields.value("type") ?? ""
        guard let kind = Kind(rawValue: type) else {
            var unknown = fields.fault(type.isEmpty ? "it needs a type" : "there is no output type \(type)")
            unknown.remedy = "the types are \(Kind.allCases.map(\.rawValue).joined(separator: ", "))"
            throw unknown
        }
        self.kind = kind
        destination = fields.value("dest")
        names = fields.value("name")?.split(separator: ",").map(String.init) ?? []
        try readPacking(fields)
        forcesPacking = try fields.isSet("force-compression") ?? false
        rewritesTimes = try fields.isSet("rewrite-timestamp") ?? false
        isArchive = try fields.isSet("tar") ?? true
        try check(fields)
    }

    /// The output of `-t NAME` alone: the store.
    static func store() -> OutputOption {
        OutputOption(kind: .image)
    }

    private init(kind: Kind) {
        self.kind = kind
    }

    private mutating func readPacking(_ fields: OptionFields) throws(Diagnostic) {
        if let name = fields.value("compression") {
            guard let compression = LayerCompression(rawValue: name) else {
                var unknown = fields.fault("there is no compression \(name)")
                unknown.remedy = "use \(LayerCompression.allCases.map(\.rawValue).joined(separator: ", "))"
                throw unknown
            }
            packing.compression = compression
        }
        if let text = fields.value("compression-level") {
            guard let level = Int(text), (0...22).contains(level) else {
                throw fields.fault("compression-level must be a number from 0 to 22")
            }
            packing.level = level
        }
    }

    private func check(_ fields: OptionFields) throws(Diagnostic) {
        if try fields.isSet("push") == true {
            throw fields.fault("this version can't push; export with type=oci and use skopeo")
        }
        switch kind {
        case .local where destination == nil, .oci where destination == nil && !isArchive:
            throw fields.fault("it needs dest=FOLDER")
        case .local where destination == "-":
            throw fields.fault("a folder can't be standard output; use type=tar")
        default:
            break
        }
    }
}
