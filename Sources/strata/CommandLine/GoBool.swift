extension Bool {
    /// Reads a yes or no as Docker's flags and variables have it (Go's `strconv.ParseBool`); nil for other words.
    init?(go text: String) {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": self = true
        case "0", "f", "F", "false", "FALSE", "False": self = false
        default: return nil
        }
    }
}
