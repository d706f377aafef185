/// Tells from a variable's name whether it holds something secret.
enum SecretName {
    private static let secret: Set<Substring> = [
        "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token",
    ]

    /// With one of these it speaks of the secret, but does not hold it.
    private static let harmless: Set<Substring> = ["public", "file", "version"]

    /// Whether one of the name's words, which underscores part, is that of a secret and none is harmless.
    static func matches(_ name: String) -> Bool {
        let words = Set(name.lowercased().split(separator: "_"))
        return !words.isDisjoint(with: secret) && words.isDisjoint(with: harmless)
    }
}
