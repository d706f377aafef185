import ContextFiles
package import Diagnostics
import DockerfileSyntax
import EnginePorts
import SystemPackage

extension ContextError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        switch self {
        case .missingFolder(let path):
            Diagnostic(
                code: "context.missing", message: "the build context \(path) is not there",
                remedy: DockerfileReader.nearest(to: FilePath(path)).map { "did you mean \($0)?" }
                    ?? "give the folder that has the files to copy, often `.`")
        case .notAFolder(let path):
            Diagnostic(
                code: "context.not-a-folder", message: "the build context \(path) is no folder",
                remedy: "give a folder, and name the Dockerfile with -f")
        case .missingDockerfile(let path, let nearest):
            Diagnostic(
                code: "dockerfile.missing",
                message: "failed to read dockerfile: open \(path): no such file or directory",
                remedy: nearest.map { "did you mean \($0)? Name it with -f" }
                    ?? "create it, or name another one with -f")
        case .notAFile(let path):
            Diagnostic(
                code: "dockerfile.not-a-file", message: "\(path) is no regular file", remedy: "name the file with -f")
        case .tooLarge(let path, let limit):
            Diagnostic(
                code: "dockerfile.too-large", message: "\(path) has more than \(limit) bytes, which is no Dockerfile",
                remedy: "name the Dockerfile with -f")
        case .badIgnoreFile(let error):
            error.diagnostic
        case .system(let call, let path, let errno):
            SystemFault.diagnostic(code: "context.system", call: call, path: path, errno: errno)
        }
    }
}
