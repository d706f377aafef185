import LinuxSystem
import SystemPackage
import Testing

@Suite struct OutputPipesTests {
    @Test func whereTheDrainCannotBeMadeNothingStaysOpen() throws {
        let before = try openDescriptors()
        for _ in 0..<100 {
            let recorder = SystemCallRecorder()
            recorder.fail("eventfd", with: [24])
            _ = recorder.recording { #expect(throws: SystemError.self) { try OutputPipes.make { _, _ in } } }
        }
        // Other tests open and close some meanwhile.
        #expect(try openDescriptors() < before + 100)
    }

    private func openDescriptors() throws -> Int {
        try FileDescriptor.workingDirectory.directoryEntries(at: "/proc/self/fd").count
    }
}
