package import OCIFormat

/// What a vertex does.
///
/// Inputs are named by index into `Vertex.inputs`; a missing base means an empty filesystem.
package enum Operation: Hashable, Sendable {
    /// A base image, already resolved to a manifest.
    case image(ImageSource)
    /// The files of a build context on this machine. It has files, but no layers.
    case context(ContextSource)
    /// Files from the network. It has files, but no layers.
    case remote(RemoteSource)
    /// One command in a sandbox.
    case run(RunOperation)
    /// COPY or ADD.
    case copy(CopyOperation)
    /// WORKDIR: makes a folder and those above it.
    case makeDirectory(MakeDirectoryOperation)
}

/// Where an image's manifest and layers are read from.
package enum ImageLocation: Hashable, Sendable, Codable {
    /// A registry, or strata's own store where it holds the image.
    case registry
    /// An OCI image layout in a folder of this machine.
    case layout(path: String)
}

/// A base image, resolved to one manifest for one platform.
package struct ImageSource: Hashable, Sendable {
    /// The name as the Dockerfile has it, normalised.
    package var reference: ImageReference
    /// Where it is read from.
    package var location: ImageLocation
    /// The manifest of the chosen platform.
    package var manifest: Descriptor
    /// The compressed layers, lowest first.
    package var layers: [Descriptor]
    /// The uncompressed layers' digests, lowest first; as many as `layers`.
    package var diffIDs: [Digest]

    /// Makes a source from a resolved manifest.
    package init(
        reference: ImageReference, location: ImageLocation, manifest: Descriptor, layers: [Descriptor],
        diffIDs: [Digest]
    ) {
        self.reference = reference
        self.location = location
        self.manifest = manifest
        self.layers = layers
        self.diffIDs = diffIDs
    }
}

/// The files of one build context.
package struct ContextSource: Hashable, Sendable {
    /// `context` for the main one, else the name given with `--build-context`.
    package var name: String

    /// Makes a source for the context of a name.
    package init(name: String) {
        self.name = name
    }
}

/// WORKDIR: a folder that has to exist.
package struct MakeDirectoryOperation: Hashable, Sendable {
    /// The filesystem that it is made in, as an index into the vertex's inputs; nil for an empty one.
    package var base: Int?
    /// Absolute path inside the filesystem.
    package var path: String
    /// Owner as USER had it, unresolved (`app`, `1000:1000`); empty for root.
    package var user: String

    /// Makes an operation for a path.
    package init(base: Int?, path: String, user: String) {
        self.base = base
        self.path = path
        self.user = user
    }
}

extension Operation {
    /// The index of the input whose filesystem the operation stands on, if it stands on one.
    package var base: Int? {
        switch self {
        case .image, .context, .remote: nil
        case .run(let run): run.base
        case .copy(let copy): copy.base
        case .makeDirectory(let make): make.base
        }
    }

    /// Whether the operation leaves layers; sources of plain files leave none.
    package var makesLayers: Bool {
        switch self {
        case .context, .remote: false
        case .image, .run, .copy, .makeDirectory: true
        }
    }
}
