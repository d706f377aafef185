package import DockerfileSyntax
import LinuxSystem

/// Why a build context or a Dockerfile can't be read.
package enum ContextError: Error, Sendable, Equatable {
    /// The context is not there.
    case missingFolder(path: String)
    /// The context is no folder.
    case notAFolder(path: String)
    /// The Dockerfile is not there; with a name in its folder that is near.
    case missingDockerfile(path: String, nearest: String?)
    /// The Dockerfile (or ignore file) is a folder, a device or the like.
    case notAFile(path: String)
    /// The Dockerfile (or ignore file) has more bytes than `limit`.
    case tooLarge(path: String, limit: Int)
    /// The ignore file has a line that can't be read.
    case badIgnoreFile(DockerfileError)
    /// A system call failed.
    case system(call: String, path: String, errno: Int32)

    init(_ error: SystemError, path: String) {
        self = .system(call: error.call, path: path, errno: error.errno)
    }
}
