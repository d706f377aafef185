import Diagnostics
import Engine
import EnginePorts
import OCIFormat

/// The fields of an output, each kind its own.
extension OutputOption {
    /// The fields that an output of a kind has; annotations come beside them.
    static func fields(of kind: Kind) -> [String] {
        switch kind {
        case .cacheonly: ["type"]
        case .local, .tar:
            ["type", "dest", "mode", "attestation-prefix", "source-date-epoch", "rewrite-timestamp", "platform-split"]
        case .oci: ["type", "dest", "name", "tar", "push"] + imageFields
        case .docker: ["type", "dest", "name", "tar", "push", "context"] + imageFields
        case .image: ["type", "name", "push"] + storeFields + imageFields
        }
    }

    private static let imageFields = [
        "compression", "compression-level", "force-compression", "rewrite-timestamp", "source-date-epoch",
        "oci-mediatypes", "oci-artifact", "attestation-inline", "prefer-nondist-layers", "buildinfo",
        "buildinfo-attrs",
    ]
    private static let storeFields = [
        "store", "unpack", "dangling-name-prefix", "danging-name-empty-only", "name-canonical", "push-by-digest",
        "registry.insecure",
    ]

    /// Takes the annotations; gives the keys of their fields.
    mutating func readAnnotations(_ fields: OptionFields) throws(Diagnostic) -> Set<String> {
        var keys: Set<String> = []
        guard kind.isImage else { return keys }
        for field in fields.fields {
            guard let key = try AnnotationOption.key(ofField: field.key, in: fields) else { continue }
            annotations[key] = field.value ?? ""
            keys.insert(field.key)
        }
        return keys
    }

    /// Reads how layers are packed.
    mutating func readPacking(_ fields: OptionFields) throws(Diagnostic) {
        if let name = fields.value("compression") {
            guard let compression = LayerCompression(rawValue: name) else {
                throw fields.fault(
                    "there is no compression \(name)",
                    remedy: "use \(LayerCompression.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            packing.compression = compression
        }
        if let text = fields.value("compression-level") {
            guard let level = Int(text), (0...22).contains(level) else {
                throw fields.fault("compression-level must be a number from 0 to 22")
            }
            packing.level = level
        }
        forcesPacking = try fields.isSet("force-compression") ?? false
        rewritesTimes = try fields.isSet("rewrite-timestamp") ?? false
        if let text = fields.value("source-date-epoch") {
            guard text.isEmpty || Int64(text) != nil else {
                throw fields.fault("source-date-epoch must be a number of seconds since 1970")
            }
            epoch = Epoch(seconds: Int64(text))
        }
    }

    /// Reads what makes one image other than another.
    mutating func readImage(_ fields: OptionFields) throws(Diagnostic) {
        hasDockerTypes = try fields.isSet("oci-mediatypes") == false
        keepsNames = try fields.isSet("store") ?? true
        digestNames.pinsNames = try fields.isSet("name-canonical") ?? false
        digestNames.isForUnnamedOnly = try fields.isSet("danging-name-empty-only") ?? false
        if let prefix = fields.value("dangling-name-prefix"), !prefix.isEmpty {
            do {
                digestNames.prefix = try ImageReference(parsing: prefix)
            } catch {
                throw fields.fault("dangling-name-prefix: \(error)")
            }
        }
        if hasDockerTypes, try fields.isSet("oci-artifact") == true {
            throw fields.fault("oci-artifact=true conflicts with oci-mediatypes=false", remedy: "leave one of them out")
        }
        // These are about attestations, which are not made, or about pushing and unpacking, which are not needed;
        // their values are checked all the same.
        for key in ["oci-artifact", "attestation-inline", "unpack", "push-by-digest", "registry.insecure"] {
            _ = try fields.isSet(key)
        }
    }

    /// Refuses what can't be done.
    func check(_ fields: OptionFields) throws(Diagnostic) {
        if try fields.isSet("push") == true {
            throw fields.fault("this version can't push", remedy: PushRefusal.remedy)
        }
        if try fields.isSet("prefer-nondist-layers") == true {
            throw fields.fault("layers are always distributable here", remedy: "leave prefer-nondist-layers out")
        }
        let hasBuildInfo = try fields.isSet("buildinfo") == true
        if hasBuildInfo || !(fields.value("buildinfo-attrs") ?? "").isEmpty {
            throw fields.fault("images hold no build information; BuildKit removed it too", remedy: "leave it out")
        }
        if let context = fields.value("context") {
            throw fields.fault("no Docker daemon is loaded, so there is no context \(context)", remedy: "leave it out")
        }
        switch fields.value("mode")?.lowercased() {
        case nil, "", "copy": break
        case "delete":
            throw fields.fault(
                "this version only adds and replaces files", remedy: "empty the folder before, or leave mode out")
        case .some(let mode): throw fields.fault("there is no mode \(mode)", remedy: "use copy")
        }
        try checkDestination(fields)
    }

    private func checkDestination(_ fields: OptionFields) throws(Diagnostic) {
        let needsFolder = kind == .local || (kind.isImageFile && !isArchive)
        if needsFolder, destination == nil { throw fields.fault("it needs dest=FOLDER") }
        if needsFolder, destination == "-" {
            throw fields.fault(
                "a folder can't be standard output",
                remedy: kind == .local ? "use type=tar" : "leave tar=false out")
        }
    }
}

/// What is said where pushing is asked for.
enum PushRefusal {
    static let remedy = "export with -o type=oci,dest=FILE and push that with another tool"
}
