import LinuxSystem
import SystemPackage
import Testing

@Suite struct OutputPipesTests {
    /// In a process of its own, as other tests open and close hundreds meanwhile; the library's few come on top.
    @Test func whereTheDrainCannotBeMadeNothingStaysOpen() async {
        await #expect(processExitsWith: .success) {
            let before = try openDescriptors()
            for _ in 0..<100 {
                let recorder = SystemCallRecorder()
                recorder.fail("eventfd", with: [24])
                _ = recorder.recording { #expect(throws: SystemError.self) { try OutputPipes.make { _, _ in } } }
            }
            #expect(try openDescriptors() < before + 50)
        }
    }
}

private func openDescriptors() throws -> Int {
    try FileDescriptor.workingDirectory.directoryEntries(at: "/proc/self/fd").count
}
