package import Diagnostics

/// What the parts of a cache are called by people, in tables and on the command line.
package struct CacheNames: Sendable {
    private static let shownDigits = 12
    private static let listed = 6

    private let items: [CacheItem]
    private var names: [CacheItem.ID: String] = [:]

    /// Finds a name for each of all items that there are.
    package init(_ items: [CacheItem]) {
        self.items = items
        let short = items.map { Self.shortened($0.id) }
        let counts = Dictionary(short.map { ($0, 1) }, uniquingKeysWith: +)
        for (item, name) in zip(items, short) { names[item.id] = counts[name] == 1 ? name : item.id.description }
    }

    /// The shortest name that means this item and no other: `12`, `mount:/root/.cache`, `image:golang:1.21`,
    /// `layer:52679dabb218`.
    package func name(of item: CacheItem) -> String {
        names[item.id] ?? item.id.description
    }

    /// The item of a name, be that whole, as `name(of:)` gives it, or the beginning of either; a record's number is
    /// always whole.
    ///
    /// - Throws: `Diagnostic` where no item has the name, or several have.
    package func item(named text: String) throws(Diagnostic) -> CacheItem {
        if let item = items.first(where: { $0.id.description == text || names[$0.id] == text }) { return item }
        let found = text.isEmpty ? [] : items.filter { Self.forms(of: $0.id).contains { $0.hasPrefix(text) } }
        if let item = found.first, found.count == 1 { return item }
        guard found.isEmpty else {
            let list = found.prefix(Self.listed).map { "\"\(name(of: $0))\"" }.joined(separator: ", ")
            let more = found.count > Self.listed ? " and \(found.count - Self.listed) more" : ""
            throw Diagnostic(
                code: "cache.ambiguous", message: "\(found.count) entries of the cache begin with \(text)",
                remedy: "name one of \(list)\(more)")
        }
        let near = NearestName.suggestion(for: text, among: names.values.filter { $0.contains(":") }.sorted())
        throw Diagnostic(
            code: "cache.unknown", message: "the cache has no entry \(text)",
            remedy: near.map { "did you mean \($0)?" } ?? "strata cache ls lists what it has, each with its ID")
    }

    private static func shortened(_ id: CacheItem.ID) -> String {
        switch id {
        case .record, .mount: id.description
        case .image(let name): "image:\(familiar(name).prefix { $0 != " " })"
        case .imageLayer(let digest): "layer:\(hexadecimal(digest).prefix(shownDigits))"
        case .fetched(let name):
            // `http/` or `git/`, and a digest.
            "fetched:\(name.prefix { $0 != "/" })/\(name.drop { $0 != "/" }.dropFirst().prefix(shownDigits))"
        }
    }

    /// All ways to write an identifier whole.
    private static func forms(of id: CacheItem.ID) -> [String] {
        switch id {
        case .record: []
        case .mount, .fetched: [id.description]
        case .image(let name): [id.description, "image:\(familiar(name))"]
        case .imageLayer(let digest): [id.description, "layer:\(hexadecimal(digest))"]
        }
    }

    /// An image's name as people write it, with its platform behind a space.
    private static func familiar(_ name: String) -> Substring {
        for registry in ["docker.io/library/", "docker.io/"] where name.hasPrefix(registry) {
            return name.dropFirst(registry.count)
        }
        return name[...]
    }

    private static func hexadecimal(_ digest: String) -> Substring {
        digest.firstIndex(of: ":").map { digest[digest.index(after: $0)...] } ?? digest[...]
    }
}
