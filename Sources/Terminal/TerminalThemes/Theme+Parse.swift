package import Diagnostics
import TOMLKit

extension Theme {
    /// The largest theme file, in bytes.
    package static let sizeLimit = 256 * 1024

    /// Reads a theme file.
    ///
    /// - Throws: What is wrong with it, with the line where that is known. Any bytes are safe to give.
    package static func parse(_ file: SourceFile) throws(ThemeError) -> Theme {
        guard file.bytes.count <= sizeLimit else { throw .tooLarge(file) }
        try checkText(file)
        let table: TOMLTable
        do {
            table = try TOMLTable(string: file.text)
        } catch let error as TOMLParseError {
            throw .syntax(.init(file: file, line: Int(error.source.begin.line)), error.description)
        } catch {
            throw .syntax(.init(file: file), "\(error)")
        }
        var reader = ThemeReader(file: file)
        return try reader.theme(table)
    }

    private static func checkText(_ file: SourceFile) throws(ThemeError) {
        guard String(validating: file.bytes, as: UTF8.self) == nil || file.bytes.contains(0) else { return }
        let lines = 1...max(1, file.lineCount)
        let bad = lines.first { number in
            guard let range = file.byteRange(ofLine: number) else { return false }
            let bytes = file.bytes[range]
            return bytes.contains(0) || String(validating: bytes, as: UTF8.self) == nil
        }
        throw .notText(.init(file: file, line: bad))
    }
}
