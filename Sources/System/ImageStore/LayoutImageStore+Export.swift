package import EnginePorts
package import OCIFormat
package import SystemPackage

/// Images out of the store.
extension LayoutImageStore {
    package func exportArchive(
        _ image: Descriptor, names: [ImageReference], format: ArchiveFormat,
        into sink: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws(ImageStoreError) {
        let layout = layout
        try await BlockingWork.run { () throws(ImageStoreError) in
            let export = try ImageExport(image, names: names, format: format, layout: layout)
            try export.writeArchive(into: sink)
        }
    }

    package func exportLayout(
        _ image: Descriptor, names: [ImageReference], to folder: FilePath
    ) async throws(ImageStoreError) {
        let layout = layout
        try await BlockingWork.run { () throws(ImageStoreError) in
            let export = try ImageExport(image, names: names, format: .oci, layout: layout)
            try export.writeLayout(to: folder)
        }
    }
}
