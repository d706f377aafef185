import BuildEvents
import BuildProgress
import TerminalCells

extension BuildModel {
    /// Takes a key while the line of a search is typed.
    mutating func takeInSearch(_ press: KeyPress) -> [Command] {
        guard var field = searchLine else { return [] }
        switch field.take(press) {
        case .edited:
            searchLine = field
            return searchTyped(field.text)
        case .ignored:
            let isUp = press.key == .up || press.key == .tab && press.modifiers == .shift
            return isUp || press.key == .down ? findNext(isBackward: isUp) : []
        case .accepted:
            return findNext(isBackward: false)
        case .left:
            searchLine = nil
            if field.text.isEmpty { return searchTyped("") }
        }
        return []
    }

    /// Takes over the text of the search as far as it is typed.
    @discardableResult
    mutating func searchTyped(_ text: String) -> [Command] {
        let query = text.isEmpty ? nil : text
        guard focus == .detail else {
            leftQuery = query
            let matches = matchingSteps
            if let first = matches.first, !matches.contains(selection ?? -1) { select(first, byUser: true) }
            return []
        }
        detailQuery = query
        return tab == .log ? log.search(query, detailScene) : []
    }

    /// Goes to the next or the previous place where the text of the search is found.
    mutating func findNext(isBackward: Bool) -> [Command] {
        if focus == .detail {
            if detailQuery == nil { tell("nothing is searched for: \(symbol(of: .search) ?? "/") begins") }
            return performInPane(isBackward ? .previousMatch : .nextMatch)
        }
        guard let query = leftQuery else {
            tell("nothing is searched for: \(symbol(of: .search) ?? "/") begins")
            return []
        }
        let matches = matchingSteps
        guard !matches.isEmpty else {
            tell("no step holds \(query)")
            return []
        }
        let order = outline.order
        let current = selection.flatMap { order.firstIndex(of: $0) } ?? -1
        let ranks = matches.compactMap { order.firstIndex(of: $0) }
        let next = isBackward ? ranks.last { $0 < current } ?? ranks.last : ranks.first { $0 > current } ?? ranks.first
        if let next { select(order[next], byUser: true) }
        return []
    }

    /// The steps whose name, instruction or stage holds the text of the search, in the order of the views.
    var matchingSteps: [Int] {
        guard let query = leftQuery?.lowercased() else { return [] }
        return outline.order.filter { position in
            let step = build.steps[position].description
            if step.name.lowercased().contains(query) || step.instruction.lowercased().contains(query) { return true }
            guard outline.groupOfStep.indices.contains(position) else { return false }
            return outline.groups[outline.groupOfStep[position]].title.lowercased().contains(query)
        }
    }
}
