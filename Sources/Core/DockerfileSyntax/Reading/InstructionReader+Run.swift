import Diagnostics

/// RUN.
extension InstructionReader {
    func run() throws(DockerfileError) -> RunInstruction {
        let flags = try FlagReader(
            node.flags, of: file,
            kinds: ["mount": .list, "network": .single, "security": .single, "device": .list])
        var mounts: [RunMount] = []
        for word in flags.list("mount") {
            mounts.append(try RunMount.parse(word, of: file))
        }
        return RunInstruction(
            command: commandForm(of: node.words), heredocs: node.heredocs, mounts: mounts,
            network: try network(flags), security: try security(flags), devices: try devices(flags),
            flagsUsed: flags.names)
    }

    private func network(_ flags: FlagReader) throws(DockerfileError) -> RunInstruction.NetworkMode {
        guard let word = flags.list("network").first else { return .default }
        guard let mode = RunInstruction.NetworkMode(rawValue: word.text) else {
            throw .flag(.invalidNetwork(word.text), at: .init(file: file, range: word.range))
        }
        return mode
    }

    private func security(_ flags: FlagReader) throws(DockerfileError) -> RunInstruction.SecurityMode {
        guard let word = flags.list("security").first else { return .sandbox }
        guard let mode = RunInstruction.SecurityMode(rawValue: word.text) else {
            throw .flag(.invalidSecurity(word.text), at: .init(file: file, range: word.range))
        }
        return mode
    }

    private func devices(_ flags: FlagReader) throws(DockerfileError) -> [RunDevice] {
        var devices: [RunDevice] = []
        for word in flags.list("device") {
            do {
                devices.append(try RunDevice.parse(word.text))
            } catch {
                throw .flag(error, at: .init(file: file, range: word.range))
            }
        }
        return devices
    }
}

extension RunDevice {
    fileprivate static func parse(_ text: String) throws(FlagFault) -> RunDevice {
        guard let fields = CommaSeparatedFields.split(text) else {
            throw .invalidDevice(text, reason: "failed to parse csv devices")
        }
        var device = RunDevice(name: "", isRequired: false)
        for field in fields {
            try device.take(field, of: text)
        }
        return device
    }

    private mutating func take(_ field: String, of text: String) throws(FlagFault) {
        let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let key = (parts.first ?? "").lowercased()
        let value = parts.count == 2 ? parts[1] : nil
        switch (key, value) {
        case ("required", nil):
            isRequired = true
        case ("required", let value?):
            guard let flag = BooleanText.parse(value) else {
                throw .invalidDevice(text, reason: "invalid value for \(key): \(value)")
            }
            isRequired = flag
        case ("name", let value?):
            guard name.isEmpty else {
                throw .invalidDevice(text, reason: "device name already set to \(name)")
            }
            name = value
        case _ where name.isEmpty:
            name = field
        case (_, nil):
            throw .invalidDevice(text, reason: "invalid field '\(field)' must be a key=value pair")
        case (_, _?):
            throw .invalidDevice(text, reason: "unexpected key '\(key)' in '\(field)'")
        }
    }
}
