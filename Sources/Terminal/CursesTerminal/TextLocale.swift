import CNcurses

/// The character set that ncurses writes in.
enum TextLocale {
    /// Takes the character set of the environment, or UTF-8 where that names none; gives whether it said UTF-8.
    static func adopt() -> Bool {
        if setlocale(LC_CTYPE, "") != nil, isUTF8 { return true }
        // Most terminals draw UTF-8 even where the environment was stripped, as in cron and over some connections.
        if setlocale(LC_CTYPE, "C.UTF-8") == nil { setlocale(LC_CTYPE, "") }
        return false
    }

    private static var isUTF8: Bool {
        guard let name = nl_langinfo(nl_item(CODESET)) else { return false }
        return String(cString: name) == "UTF-8"
    }
}
