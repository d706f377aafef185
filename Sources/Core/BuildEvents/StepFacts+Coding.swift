import BuildGraph
import OCIFormat

extension StepFacts: Codable {
    private enum Key: String, CodingKey {
        case definition, command, workingDirectory, user, environment, argumentNames, mounts, network, security
        case hosts, limits, sharedMemorySize, image
    }

    /// Decodes an object; a member that is missing has its usual value.
    package init(from decoder: any Decoder) throws {
        let form = try decoder.container(keyedBy: Key.self)
        func list<Element: Decodable>(_ key: Key) throws -> [Element] {
            try form.decodeIfPresent([Element].self, forKey: key) ?? []
        }
        self.init(definition: try form.decodeIfPresent(Digest.self, forKey: .definition))
        command = try list(.command)
        workingDirectory = try form.decodeIfPresent(String.self, forKey: .workingDirectory)
        user = try form.decodeIfPresent(String.self, forKey: .user) ?? ""
        environment = try list(.environment)
        argumentNames = try list(.argumentNames)
        mounts = try list(.mounts)
        network = try form.decodeIfPresent(RunOperation.Network.self, forKey: .network)
        security = try form.decodeIfPresent(RunOperation.Security.self, forKey: .security)
        hosts = try list(.hosts)
        limits = try list(.limits)
        sharedMemorySize = try form.decodeIfPresent(Int64.self, forKey: .sharedMemorySize)
        image = try form.decodeIfPresent(ImageFacts.self, forKey: .image)
    }

    /// Encodes an object with only those members that differ from the usual.
    package func encode(to encoder: any Encoder) throws {
        var form = encoder.container(keyedBy: Key.self)
        func add(_ list: [some Encodable], _ key: Key) throws {
            if !list.isEmpty { try form.encode(list, forKey: key) }
        }
        try form.encodeIfPresent(definition, forKey: .definition)
        try add(command, .command)
        try form.encodeIfPresent(workingDirectory, forKey: .workingDirectory)
        if !user.isEmpty { try form.encode(user, forKey: .user) }
        try add(environment, .environment)
        try add(argumentNames, .argumentNames)
        try add(mounts, .mounts)
        try form.encodeIfPresent(network, forKey: .network)
        try form.encodeIfPresent(security, forKey: .security)
        try add(hosts, .hosts)
        try add(limits, .limits)
        try form.encodeIfPresent(sharedMemorySize, forKey: .sharedMemorySize)
        try form.encodeIfPresent(image, forKey: .image)
    }
}

/// One environment with the steps of an announcement that see it, as positions in the announcement.
///
/// The steps of a stage see nearly the same variables; written once for all, they cost a long build's record little.
struct SharedEnvironment: Codable {
    var variables: [EnvironmentVariable]
    var steps: [Int]

    /// Takes the environments out of steps that are to be written.
    static func takeOut(of steps: inout [StepDescription]) -> [SharedEnvironment]? {
        var shared: [SharedEnvironment] = []
        var places: [[EnvironmentVariable]: Int] = [:]
        for index in steps.indices {
            guard let variables = steps[index].facts?.environment, !variables.isEmpty else { continue }
            steps[index].facts?.environment = []
            if let last = shared.indices.last, shared[last].variables == variables {
                shared[last].steps.append(index)
            } else if let place = places[variables] {
                shared[place].steps.append(index)
            } else {
                places[variables] = shared.count
                shared.append(SharedEnvironment(variables: variables, steps: [index]))
            }
        }
        return shared.isEmpty ? nil : shared
    }

    /// Gives environments back to the steps that were read; positions that there are not are passed over.
    static func putBack(_ shared: [SharedEnvironment]?, into steps: inout [StepDescription]) {
        for environment in shared ?? [] {
            for index in environment.steps where steps.indices.contains(index) {
                steps[index].facts?.environment = environment.variables
            }
        }
    }
}
