import BuildEvents
import BuildProgress
import TerminalCells
import Testing

@testable import BuildScreens

extension Screen {
    /// What is wrong with it: cells that hold what no terminal should get, wide ones without their second column.
    var faults: [String] {
        var faults: [String] = []
        var known: [CellScalars: Int] = [:]
        var column = 0
        var isHalf = false
        var last = (scalars: Cell(" ").scalars, columns: 1)
        for (index, cell) in cells.enumerated() {
            if cell.isContinuation != isHalf { faults.append("cell \(index) is half of something") }
            if cell.scalars != last.scalars {
                if known[cell.scalars] == nil, cell.text.unicodeScalars.contains(where: \.isDangerous) {
                    faults.append("cell \(index) holds \(cell.text.debugDescription)")
                }
                last = (cell.scalars, known[cell.scalars] ?? Width.columns(of: cell.text))
                known[last.scalars] = last.columns
            }
            isHalf = !cell.isContinuation && last.columns == 2
            column = column == size.columns - 1 ? 0 : column + 1
            if isHalf, column == 0 { faults.append("cell \(index) goes on in the next row") }
        }
        if let cursor, !area.contains(cursor) { faults.append("the cursor is outside") }
        return faults
    }
}

extension Unicode.Scalar {
    /// Whether it makes a terminal do something, or turns the direction of text.
    fileprivate var isDangerous: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
        }
    }
}

extension ScreenDriver {
    /// What is wrong with the screen and what it is drawn from.
    func faults(_ size: Size) -> [String] {
        let screen = screen
        var faults = screen.faults
        if screen.size != size { faults.append("it is \(screen.size)") }
        if let selection = model.selection, !model.build.steps.indices.contains(selection) {
            faults.append("the selection is no step")
        }
        return faults
    }
}

@Suite struct ScreenSizeTests {
    /// Keys that lead to each view, tab and dialog.
    private static let places = ["m", "t", "d", "enter", "enter tab", "enter tab tab", "enter shift-tab"]
    private static let dialogs = ["", "?", ":", "x", "q", "y", "/ e", "f6"]

    @Test(arguments: RecordedBuild.allCases) func fitsEverySmallSize(_ build: RecordedBuild) throws {
        var driver = try ScreenDriver(build)
        for (index, place) in Self.places.enumerated() {
            driver.press("esc", "esc", "esc")
            for key in place.split(separator: " ") { driver.press(String(key)) }
            // Each place with each dialog would be no other code: the dialogs take turns.
            for key in Self.dialogs[(index + build.rawValue.utf8.count) % Self.dialogs.count].split(separator: " ") {
                driver.press(String(key))
            }
            for columns in stride(from: 0, through: 60, by: 6) {
                for rows in stride(from: index % 3, through: 20, by: 3) {
                    let size = Size(columns: columns, rows: rows)
                    driver.send(.input(.resize(size)))
                    #expect(driver.faults(size) == [], "\(build) \(place) at \(columns)x\(rows)")
                }
            }
        }
    }

    @Test(arguments: ScreenSizeTests.places, ScreenSizeTests.dialogs)
    func fitsTheSizesOfTheRules(_ place: String, _ dialog: String) throws {
        for build in [RecordedBuild.hostile, .buildKitHostile, .running] {
            var driver = try ScreenDriver(build)
            for key in "\(place) \(dialog)".split(separator: " ") { driver.press(String(key)) }
            for (columns, rows) in [
                (0, 0), (1, 1), (39, 9), (40, 10), (99, 10), (100, 10), (1, 60), (200, 1), (300, 90),
            ] {
                let size = Size(columns: columns, rows: rows)
                driver.send(.input(.resize(size)))
                #expect(driver.faults(size) == [], "\(build) \(place) \(dialog) at \(columns)x\(rows)")
            }
        }
    }

    @Test func showsNoPanesWhereItIsTiny() throws {
        var driver = try ScreenDriver(.running, Size(columns: 39, rows: 9))
        #expect(driver.screen.text[0].contains("12/16"))
        #expect(driver.place(of: "Graph") == nil)
        driver.send(.input(.resize(Size(columns: 120, rows: 40))))
        #expect(driver.screen == (try ScreenDriver(.running)).screen)
    }

    @Test(arguments: RecordedBuild.allCases) func looksRightAfterEachEvent(_ build: RecordedBuild) throws {
        var driver = ScreenDriver()
        for event in try build.events {
            driver.play(event)
            #expect(driver.faults(Size(columns: 120, rows: 40)) == [], "\(event.sequence)")
        }
    }

    @Test func isBlankBeforeTheFirstEvent() {
        for place in Self.places {
            var driver = ScreenDriver()
            for key in "\(place) j k enter / x esc n y x".split(separator: " ") { driver.press(String(key)) }
            #expect(driver.faults(Size(columns: 120, rows: 40)) == [])
        }
    }
}
