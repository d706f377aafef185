import BuildGraph

/// Variables in the order of their first setting, each name once.
struct VariableList: Hashable, Sendable {
    private(set) var variables: [EnvironmentVariable] = []
    private var places: [String: Int] = [:]

    init() {}

    /// Reads `NAME=value` texts; one without `=` has an empty value.
    init(parsing texts: [String]) {
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            self[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
    }

    /// The value of a name; setting nil is not removing, since nothing unsets a variable in a Dockerfile.
    subscript(_ name: String) -> String? {
        get { places[name].map { variables[$0].value } }
        set {
            guard let newValue else { return }
            if let place = places[name] {
                variables[place].value = newValue
            } else {
                places[name] = variables.count
                variables.append(EnvironmentVariable(name, newValue))
            }
        }
    }

    var names: [String] { variables.map(\.name) }

    /// The `NAME=value` texts of an image's config.
    var texts: [String] { variables.map { "\($0.name)=\($0.value)" } }
}
