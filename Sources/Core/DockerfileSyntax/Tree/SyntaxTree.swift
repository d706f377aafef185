package import Diagnostics

/// A Dockerfile cut into instructions and their words, without regard to what they mean.
package struct SyntaxTree: Hashable, Sendable {
    /// The file that was read.
    package let file: SourceFile

    /// The directives at its top.
    package let directives: [Directive]

    /// The character that escapes and continues lines: a backslash or a backtick.
    package let escape: Unicode.Scalar

    /// The instructions in their order.
    let nodes: [SyntaxNode]

    init(file: SourceFile, directives: [Directive], escape: Unicode.Scalar, nodes: [SyntaxNode]) {
        self.file = file
        self.directives = directives
        self.escape = escape
        self.nodes = nodes
    }

    /// Reads a file; throws what makes cutting it up impossible, as an open here-document or no instruction at all.
    package static func parse(_ file: SourceFile) throws(DockerfileError) -> SyntaxTree {
        var parser = SyntaxTreeParser(file: file)
        return try parser.parse()
    }
}
