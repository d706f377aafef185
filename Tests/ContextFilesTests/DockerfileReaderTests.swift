import ContextFiles
import Diagnostics
import LinuxSystem
import SystemPackage
import Testing

@Suite struct DockerfileReaderTests {
    @Test func theDefaultIsFoundInEitherCase() throws {
        let folder = try TemporaryFolder("dockerfile")
        #expect(try DockerfileReader.readDefault(in: folder.path).file.name == "dockerfile")
        try folder.write("Dockerfile", "FROM scratch\n")
        let (path, file) = try DockerfileReader.readDefault(in: folder.path)
        #expect(path == folder.path.appending("Dockerfile"))
        #expect(file == SourceFile(name: "Dockerfile", text: "FROM scratch\n"))
    }

    @Test func aMissingFileIsToldWithANearName() throws {
        let folder = try TemporaryFolder("Dockerfile.prod")
        #expect(throws: ContextError.missingDockerfile(path: "docker/x", nearest: "Dockerfile.prod")) {
            try DockerfileReader.read(folder.path.appending("Dockerfile.prd"), name: "docker/x")
        }
        #expect(throws: ContextError.missingDockerfile(path: "Dockerfile", nearest: nil)) {
            try DockerfileReader.readDefault(in: folder.path)
        }
    }

    @Test func aMissingContextIsTold() throws {
        let folder = try TemporaryFolder("file")
        for (name, fault) in [("none", ContextError.missingFolder), ("file", ContextError.notAFolder)] {
            let path = folder.path.appending(name)
            #expect(throws: fault(path.string)) { try DockerfileReader.readDefault(in: path) }
        }
    }

    @Test func foldersAndHugeFilesAreRefused() throws {
        let folder = try TemporaryFolder("Dockerfile/x", "big")
        #expect(throws: ContextError.notAFile(path: "Dockerfile")) {
            try DockerfileReader.readDefault(in: folder.path)
        }
        try openFile(folder.path.appending("big"), .writeOnly).closingAfter { try $0.setSize(1 << 40) }
        #expect(throws: ContextError.tooLarge(path: "big", limit: 16 << 20)) {
            try DockerfileReader.read(folder.path.appending("big"), name: "big")
        }
    }

    @Test func aPipeIsReadToItsEnd() throws {
        let (read, write) = try FileDescriptor.pipe()
        try write.closeAfter { _ = try write.writeAll("FROM scratch\n".utf8) }
        let file = try read.closeAfter { try DockerfileReader.read(read, name: "-") }
        #expect(file.text == "FROM scratch\n")
    }
}
