package import SystemPackage

/// The pipes that a program writes its output and its errors into.
package enum OutputPipes {
    /// Makes both and a drain that reads them; where something can't be made, nothing stays open.
    ///
    /// The two ends for the program are the caller's to close; `handle` gets what comes out, see `PipeDrain`.
    package static func make(
        capacity: Int32? = nil, handle: @escaping @Sendable (Int, [UInt8]) -> Void
    ) throws(SystemError) -> (drain: PipeDrain, standardOutput: FileDescriptor, standardError: FileDescriptor) {
        let output = try makePipe(capacity: capacity)
        let errors: PipeEnds
        do throws(SystemError) {
            errors = try makePipe(capacity: capacity)
        } catch {
            output.reading.closeQuietly()
            output.writing.closeQuietly()
            throw error
        }
        do throws(SystemError) {
            // The drain owns the reading ends from here on, also where it can't be made.
            let drain = try PipeDrain([output.reading, errors.reading], handle: handle)
            return (drain, output.writing, errors.writing)
        } catch {
            output.writing.closeQuietly()
            errors.writing.closeQuietly()
            throw error
        }
    }
}
