import ArgumentParser
import Diagnostics
import EnginePorts
import ImageStore
import OCIFormat
import Reports
import SystemPackage

/// `strata images`: the store's images.
struct Images: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show images, or bring them in.", subcommands: [List.self, Import.self, Load.self],
        defaultSubcommand: List.self)

    /// `strata images ls`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "ls", abstract: "List images by name.")

        @OptionGroup var store: StoreFlags
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let images = try StorePaths(flag: store.root).openImages()
            let listed = try await images.list().map { stored in
                var image = Listings.Image(
                    name: stored.reference.familiar, digest: stored.descriptor.digest.description,
                    platforms: stored.platforms.map(\.description), size: stored.size)
                image.created = stored.created
                return image
            }
            print(
                json ? Listings.imagesJSON(listed) : Listings.images(listed, now: SystemClock().wall()), terminator: "")
        }
    }

    /// `strata images import`.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an image of one layer from a root filesystem's tar archive.")

        @OptionGroup var store: StoreFlags
        @Argument(help: ArgumentHelp("The archive, compressed or not; - for standard input.", valueName: "rootfs.tar"))
        var archive: String
        @Argument(help: ArgumentHelp("The image's name.", valueName: "name"))
        var name: String
        @Option(help: "The image's platform (default: this machine's).")
        var platform: String?

        func run() async throws {
            let images = try StorePaths(flag: store.root).openImages()
            let reference = try ImageReference(parsing: name)
            let platform = try platform.map { try Platform(parsing: $0) } ?? .host
            let image = try await images.importRootFilesystem(FilePath(archive), platform: platform)
            try await images.tag(image, as: reference)
            print("\(reference.familiar) \(image.digest)")
        }
    }

    /// `strata images load`.
    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Load images from an OCI image layout or an archive (OCI or docker).")

        @OptionGroup var store: StoreFlags
        @Argument(help: ArgumentHelp("The folder or archive.", valueName: "path"))
        var path: String
        @Option(name: [.customShort("t"), .long], help: "A name, for an image that has none.")
        var tag: String?

        func run() async throws {
            let images = try StorePaths(flag: store.root).openImages()
            let reference = try tag.map { try ImageReference(parsing: $0) }
            for image in try await images.load(FilePath(path), as: reference) {
                print("\(image.reference.familiar) \(image.descriptor.digest)")
            }
        }
    }
}
