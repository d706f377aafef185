import BuildRecords
import Diagnostics
import TerminalCells
import TerminalThemes

/// The Cache screen: what the store keeps, what each entry costs and is good for, and what would go next.
package struct CacheModel: ListScreen {
    /// What is told in the detail.
    enum Tab: Int, Sendable, Hashable, CaseIterable {
        case entry, files, policy

        var title: String {
            switch self {
            case .entry: "Entry"
            case .files: "Files"
            case .policy: "Policy"
            }
        }
    }

    /// By what the list is sorted.
    enum Order: Int, Sendable, Hashable, CaseIterable {
        case used, size, age, uses, place
    }

    let options: ScreenOptions
    var size = Size.zero
    var clock: Int64 = 0
    var notice: Notice?
    var typed: [KeyPress] = []
    var overlay: Overlay?
    var searchLine: TextField?
    var cursor = TableCursor()
    var focus = ListFrame.Focus.list
    var page = Page()
    var tab = Tab.entry

    /// What the store gave last.
    package internal(set) var listing: CacheListing?
    /// When that came, on the clock of frames.
    var listed: Int64 = 0
    /// Positions of the listed entries in `listing.items`, filtered and sorted.
    var rows: [Int] = []
    /// The entries that the policies would take, with the name of the policy.
    var next: [CacheItem.ID: String] = [:]
    var order = Order.used
    var isReversed = false
    var filter = ""
    /// Why the filter can't be read.
    var fault: String?
    var marked: Set<CacheItem.ID> = []
    /// The files of the entry that was looked at last.
    var contents: (id: CacheItem.ID, view: FileView)? {
        get { shownFiles.map { ($0.id, $0.view) } }
        set { shownFiles = newValue.map { Contents(id: $0.id, view: $0.view) } }
    }
    private var shownFiles: Contents?
    private var askedFiles: CacheItem.ID?
    private var isAsking = false

    private struct Contents: Sendable, Hashable {
        var id: CacheItem.ID
        var view: FileView
    }

    /// Makes the screen; what it shows it asks the store for.
    package init(_ options: ScreenOptions) {
        self.options = options
    }

    var count: Int { rows.count }

    /// The entry that is chosen.
    var chosen: CacheItem? {
        guard let listing, rows.indices.contains(cursor.row) else { return nil }
        return listing.items[rows[cursor.row]]
    }

    /// The time now, in seconds since 1970.
    var wallClock: Double { (listing?.now ?? 0) + Double(max(0, clock - listed)) / 1e9 }
}

// MARK: - Messages

extension CacheModel {
    /// Takes what the store answered; gives what is to be asked next.
    mutating func take(_ answer: StoreAnswer) -> [Command] {
        switch answer {
        case .cache(let new):
            let id = chosen?.id
            isAsking = false
            let isFirst = listing == nil
            listing = new
            listed = clock
            next = Dictionary(new.plan.removals.map { ($0.item.id, $0.policy) }) { first, _ in first }
            marked.formIntersection(new.items.map(\.id))
            arrange(keeping: id)
            // What was used last is there at once; the rest, and what it comes to, is added up behind it.
            if isFirst, new.partly != nil { return ask() }
        case .contents(let id, let files):
            askedFiles = nil
            contents = (id, FileView(step: nil, listing: files))
        case .changed(let text):
            tell(text)
            marked = []
            contents = nil
            return ask()
        default: break
        }
        return []
    }

    /// Asks for what the cache holds, once at a time.
    mutating func ask() -> [Command] {
        guard !isAsking else { return [] }
        isAsking = true
        return [.store(.cache(isQuick: listing == nil))]
    }

    /// Brings everything in line before a frame.
    mutating func settle(at now: Int64) -> [Command] {
        clock = max(clock, now)
        if let until = notice?.until, until <= clock { notice = nil }
        let frame = frame
        cursor.settle(count: count, rows: frame.rows.rows)
        guard let detail = frame.detail else { return listing == nil ? ask() : [] }
        let area = Self.tabbed(detail)
        var commands = listing == nil ? ask() : []
        switch tab {
        case .entry: page.show(chosen.map { CacheDetail(self).blocks(of: $0) } ?? [], in: area.size)
        case .policy: page.show(CacheDetail(self).policy, in: area.size)
        case .files:
            guard let chosen else { break }
            if contents?.id == chosen.id {
                contents?.view.settle(rows: area.rows)
            } else if askedFiles == nil {
                askedFiles = chosen.id
                commands.append(.store(.contents(chosen)))
            }
        }
        return commands
    }

    /// Filters and sorts the entries anew, and goes on choosing the same.
    mutating func arrange(keeping id: CacheItem.ID?) {
        guard let listing else { return }
        var shown = Array(listing.items.indices)
        for condition in conditions { shown = condition(shown) }
        let items = listing.items
        let ascending: (Int, Int) -> Bool =
            switch order {
            case .used: { items[$0].lastUsed < items[$1].lastUsed }
            case .size: { items[$0].ownSize < items[$1].ownSize }
            case .age: { items[$0].created < items[$1].created }
            case .uses: { items[$0].useCount < items[$1].useCount }
            case .place: { items[$0].placeKey < items[$1].placeKey }
            }
        // The least comes last, but for places, which are read from the first.
        let isAscending = (order == .place) != isReversed
        shown.sort { isAscending ? ascending($0, $1) : ascending($1, $0) }
        rows = shown
        if let id, let row = rows.firstIndex(where: { items[$0].id == id }) { cursor.choose(row) }
    }

    /// What the filter asks for, word by word: conditions, or text that stands somewhere.
    private var conditions: [([Int]) -> [Int]] {
        guard let listing else { return [] }
        let (items, now) = (listing.items, wallClock)
        return filter.split(separator: " ").map(String.init).map { word in
            if word.contains(where: { "=~".contains($0) }) {
                // What is not a whole condition yet was told of when it was typed.
                guard let condition = try? CacheFilter(word) else { return { $0 } }
                return { rows in
                    let found = Set(condition.filter(rows.map { items[$0] }, now: now).map(\.id))
                    return rows.filter { found.contains(items[$0].id) }
                }
            }
            let text = word.lowercased()
            return { rows in
                rows.filter { row in
                    [items[row].name, items[row].kind, items[row].place].contains { $0.lowercased().contains(text) }
                }
            }
        }
    }
}

extension CacheItem {
    /// Sorts entries of one Dockerfile by their lines.
    fileprivate var placeKey: String {
        let number = String(line ?? 0)
        return "\(dockerfile ?? "~") \(String(repeating: "0", count: max(0, 7 - number.count)))\(number) \(name)"
    }
}
