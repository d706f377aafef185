import TerminalCells
import Testing

@testable import BuildScreens

/// What the first and the last row tell, whatever room they have.
@Suite struct ScreenFrameTests {
    @Test(arguments: [40, 60, 80, 100, 120, 200])
    func theWayToHelpAndOutIsNamedAtAnyWidth(columns: Int) throws {
        let keys = try ScreenDriver(.failed, Size(columns: columns, rows: 24)).screen.text.last ?? ""
        #expect(keys.contains("? help"))
        #expect(keys.contains("q quit"))
    }

    @Test(arguments: [40, 60, 80, 100, 120, 200])
    func aFailureAndTheTimeAreToldAtAnyWidth(columns: Int) throws {
        let status = try ScreenDriver(.failed, Size(columns: columns, rows: 24)).screen.text.first ?? ""
        #expect(status.hasPrefix(" ✗ failed  "))
        #expect(status.contains("✗1"))
        #expect(status.contains("00:"))
    }

    @Test func aWideStatusLineNamesTheFailedStep() throws {
        let status = try ScreenDriver(.failed, Size(columns: 200, rows: 60)).screen.text.first ?? ""
        #expect(status.contains("RUN sh check"))
    }

    @Test func nothingWaitsOnceTheBuildHasEnded() throws {
        let text = try ScreenDriver(.failed, Size(columns: 120, rows: 40)).screen.text.joined()
        #expect(text.contains("⊘ COPY"))
        #expect(!text.contains("○"))
    }

    @Test func aBuildAllFromTheCacheEndsWithItsResult() throws {
        let driver = try ScreenDriver(.cached)
        #expect(driver.selected?.hasPrefix("[app 4/4]") == true)
    }

    @Test func aScreenTooSmallForPanesNamesTheStep() throws {
        let text = try ScreenDriver(.failed, Size(columns: 39, rows: 9)).screen.text
        #expect(text[1].contains("✗ RUN sh check"))
    }
}
