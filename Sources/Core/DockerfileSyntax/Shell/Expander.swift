package import Diagnostics

/// Replaces variables and removes quotes in the words of instructions, as the Dockerfile reference's "Environment
/// replacement" tells.
///
/// Understood are `$x`, `${x}`, `${x:-w}`, `${x-w}`, `${x:+w}`, `${x+w}`, `${x:?w}`, `${x?w}`, `${x#p}`, `${x##p}`,
/// `${x%p}`, `${x%%p}`, `${x/p/r}` and `${x//p/r}`, all of which nest. In patterns only `*` and `?` are special.
package struct Expander: Hashable, Sendable {
    /// Finds a variable's value; nil when the variable does not exist.
    package typealias Variables = (String) -> String?

    /// The escape character of the Dockerfile.
    package var escape: Unicode.Scalar

    /// Leaves quotes in the result.
    package var keepsQuotes = false

    /// Leaves escape characters in the result.
    package var keepsEscapes = false

    /// Takes quotes as ordinary characters, as in here-documents.
    package var ignoresQuotes = false

    /// Leaves variables without a value as they are written.
    package var keepsUndefined = false

    /// Creates an expander for a Dockerfile with this escape character.
    package init(escape: Unicode.Scalar = "\\") {
        self.escape = escape
    }

    /// The expander for the contents of COPY's and ADD's here-documents, which always escape by a backslash.
    package static var heredoc: Expander {
        var expander = Expander()
        expander.ignoresQuotes = true
        return expander
    }

    /// Replaces the variables of `text`.
    package func expand(_ text: String, with variables: Variables) throws(ExpansionFault) -> Expansion {
        guard text.unicodeScalars.contains(where: isSpecial) else {
            return Expansion(text: text, words: [], used: [], undefined: [])
        }
        return try split(text, with: variables)
    }

    /// Replaces the variables of `text` and also cuts the result into words.
    package func split(_ text: String, with variables: Variables) throws(ExpansionFault) -> Expansion {
        var lexer = ShellLexer(text, options: self)
        return try lexer.expansion(with: variables)
    }

    /// Replaces the variables of a word of `file`, so that a fault names its place.
    package func expand(
        _ word: Word, of file: SourceFile, with variables: Variables
    ) throws(DockerfileError) -> Expansion {
        do {
            return try expand(word.text, with: variables)
        } catch {
            throw .expansion(error, at: .init(file: file, range: word.range))
        }
    }

    /// Replaces the variables of a word of `file` and also cuts the result into words.
    package func split(
        _ word: Word, of file: SourceFile, with variables: Variables
    ) throws(DockerfileError) -> Expansion {
        do {
            return try split(word.text, with: variables)
        } catch {
            throw .expansion(error, at: .init(file: file, range: word.range))
        }
    }

    private func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "$", "'", "\"": true
        default: scalar == escape
        }
    }
}
