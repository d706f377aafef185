import BuildRecords
import GRDB

/// The SQL of a listing of builds.
struct HistorySearch {
    private var conditions: [String] = []
    private(set) var arguments: [any DatabaseValueConvertible] = []
    private let state: String
    private let query: HistoryQuery

    /// Makes the search; `dead` are the sessions whose processes are gone, though builds of theirs still run.
    init(_ query: HistoryQuery, dead: [String]) {
        self.query = query
        // The ids of sessions are our own hexadecimal digits.
        let list = dead.map { "'\($0)'" }.joined(separator: ", ")
        state = "(CASE WHEN outcome = 'running' AND session IN (\(list)) THEN 'interrupted' ELSE outcome END)"
        switch query.scope {
        case .all: break
        case .folder(let path):
            conditions.append("number IN (SELECT number FROM build WHERE project IN (\(Self.projects)))")
            arguments += [path, path]
        case .alike(let build):
            conditions.append("project = (SELECT project FROM build WHERE id = ?)")
            arguments.append(build)
        }
        for filter in query.filters { add(filter) }
    }

    /// The statement; its columns are those of a recorded build, how it stands, and how long the build before took.
    var sql: String {
        let columns = RecordedBuild.columns.split(separator: ",").map { column in
            switch column.filter({ !$0.isWhitespace }) {
            case "outcome": return "\(state) AS outcome"
            case "ended": return "\(ended) AS ended"
            case let name: return "build.\(name)"
            }
        }
        let filter = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        let limit = query.limit.map { "LIMIT \($0)" } ?? ""
        let selected = (columns + [Self.previous]).joined(separator: ", ")
        return "SELECT \(selected) FROM build \(filter) ORDER BY \(order) \(limit)"
    }

    /// The projects of a folder: a project is the Dockerfile's name and, on a second line, the folder.
    ///
    /// Builds are many and projects few, so the index is asked for the next project, and not for that of each build.
    private static let projects = """
        WITH RECURSIVE known(project) AS (
            SELECT min(project) FROM build
            UNION ALL
            SELECT (SELECT min(project) FROM build b WHERE b.project > known.project) FROM known
                WHERE known.project IS NOT NULL)
        SELECT project FROM known WHERE substr(project, -length(?) - 1) = char(10) || ?
        """

    /// How long the build before took.
    ///
    /// Where the context is not known, or is a folder of another machine, no other build is known to be of the same; and
    /// times of other machines are compared with their own alone.
    private static let previous = """
        (SELECT p.ended - p.started FROM build p WHERE p.project = build.project AND p.target IS build.target
            AND p.number < build.number AND p.outcome = 'succeeded' AND p.origin IS build.origin
            AND build.context NOT IN ('', '-')
            AND (build.origin IS NULL OR build.context LIKE '/%' OR build.context LIKE '%://%')
            ORDER BY p.number DESC LIMIT 1)
        """

    /// When the build ended; of one whose process died, and which nobody has ended yet, when its last step is heard of.
    private var ended: String {
        let last = "(SELECT max(coalesce(s.ended, s.started)) FROM build_step s WHERE s.build = build.id)"
        return "(CASE WHEN \(state) = 'interrupted' AND ended IS NULL THEN started + \(last) / 1e9 ELSE ended END)"
    }

    /// The same builds, of which only the identities are wanted.
    var identities: String {
        let filter = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        return "SELECT id FROM build \(filter) ORDER BY number DESC"
    }

    private var order: String {
        let direction = query.isReversed ? "ASC" : "DESC"
        let key =
            switch query.order {
            case .number: "number"
            case .started: "started"
            case .duration: "ended - started"
            case .hits: "CAST(hit_count AS REAL) / nullif(hit_count + run_count, 0)"
            case .size: "log_bytes"
            }
        return "\(key) \(direction) NULLS LAST, number DESC"
    }

    private mutating func add(_ filter: HistoryFilter) {
        let isNegated = filter.comparison == .unequal
        switch filter.value {
        case .results(let results):
            let words = results.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            conditions.append("\(state) \(isNegated ? "NOT IN" : "IN") (\(words))")
        case .flag(let flag):
            conditions.append("is_pinned = \(flag != isNegated ? 1 : 0)")
        case .instant(let instant):
            compare(filter.field == .startedAt ? "started" : "ended", filter.comparison, instant)
        case .duration(let duration):
            compare("(ended - started)", filter.comparison, Double(duration) / 1e9)
        case .text(let text):
            add(text, in: filter.field, isNegated: isNegated)
        }
    }

    private mutating func compare(_ column: String, _ comparison: HistoryFilter.Comparison, _ value: Double) {
        conditions.append("\(column) \(comparison.rawValue) ?")
        arguments.append(value)
    }

    private mutating func add(_ text: String, in field: HistoryFilter.Field, isNegated: Bool) {
        if field == .target {
            conditions.append("coalesce(target, '') \(isNegated ? "<>" : "=") ?")
            arguments.append(text)
            return
        }
        let columns =
            switch field {
            case .ref: ["id"]
            case .repository: ["json_extract(revision, '$.repository')"]
            case .dockerfile: ["dockerfile"]
            case .context: ["context", "project"]
            default:
                [
                    "'#' || number", "id", "dockerfile", "context", "project", "target", "names", "outcome", "error",
                    "first_cause", "command", "revision",
                ]
            }
        // Compared without regard to case in ASCII, as LIKE does; every sign stands for itself.
        let tests = columns.map { "coalesce(\($0), '') LIKE ? ESCAPE '\\'" }
        conditions.append("\(isNegated ? "NOT " : "")(\(tests.joined(separator: " OR ")))")
        let pattern = "%" + text.map { "\\%_".contains($0) ? "\\\($0)" : String($0) }.joined() + "%"
        arguments += columns.map { _ in pattern }
    }
}
