import LinuxSystem
import Testing

@Suite struct FileNameTests {
    @Test func namesCompareByBytes() {
        #expect(FileName("B") < FileName("a"))
        #expect(FileName([0xFF]) > FileName("é"))
    }
}
