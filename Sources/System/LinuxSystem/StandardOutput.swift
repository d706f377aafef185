import CLinux

/// Writes what was printed and still waits in the C library.
///
/// Throws too where something printed earlier could not be written, though what waits now can.
package func flushStandardOutput() throws(SystemError) {
    try perform("write") { linux_flush_output() }
}
