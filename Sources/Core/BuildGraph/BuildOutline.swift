/// What a target takes from outside: arguments, secrets and SSH agents, each in the order of the file.
package struct BuildOutline: Hashable, Sendable {
    /// A build argument.
    package struct Argument: Hashable, Sendable {
        /// The name.
        package var name: String
        /// What the comment above it says.
        package var description: String?
        /// What it has in this build; empty without a value.
        package var value: String
        /// The lines of its instruction, from 1.
        package var lines: ClosedRange<Int>

        /// Makes an argument.
        package init(name: String, description: String?, value: String, lines: ClosedRange<Int>) {
            self.name = name
            self.description = description
            self.value = value
            self.lines = lines
        }
    }

    /// A secret or an SSH agent that a step is given.
    package struct Credential: Hashable, Sendable {
        /// The id that `--secret` or `--ssh` gives it.
        package var name: String
        /// Whether the step fails without it.
        package var isRequired: Bool
        /// The lines of its instruction, from 1.
        package var lines: ClosedRange<Int>

        /// Makes a secret or an agent.
        package init(name: String, isRequired: Bool, lines: ClosedRange<Int>) {
            self.name = name
            self.isRequired = isRequired
            self.lines = lines
        }
    }

    /// The target's name, nil when it has none.
    package var name: String?
    /// What the comment above the target says.
    package var description: String?
    /// The arguments.
    package var arguments: [Argument]
    /// The secrets.
    package var secrets: [Credential]
    /// The SSH agents.
    package var agents: [Credential]

    /// Makes an outline; each list is in the order of the file.
    package init(
        name: String?, description: String?, arguments: [Argument], secrets: [Credential], agents: [Credential]
    ) {
        self.name = name
        self.description = description
        self.arguments = arguments
        self.secrets = secrets
        self.agents = agents
    }
}
