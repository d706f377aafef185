import FoundationEssentials

/// BuildKit's status messages (`moby.buildkit.v1.StatusResponse` and what is in it) as lines of rawjson, which tell the
/// same.
extension RawJSONStatus {
    init(protobuf bytes: ArraySlice<UInt8>) {
        var status = RawJSONStatus()
        for field in ProtobufFields(bytes) {
            guard case .bytes(let number, let message) = field else { continue }
            switch number {
            case 1: status.vertexes = (status.vertexes ?? []) + [Vertex(protobuf: message)]
            case 2: status.statuses = (status.statuses ?? []) + [Status(protobuf: message)]
            case 3: status.logs = (status.logs ?? []) + [Log(protobuf: message)]
            case 4: status.warnings = (status.warnings ?? []) + [Warning(protobuf: message)]
            default: break
            }
        }
        self = status
    }
}

extension RawJSONStatus.Vertex {
    fileprivate init(protobuf bytes: ArraySlice<UInt8>) {
        self.init(digest: "")
        for field in ProtobufFields(bytes) {
            switch field {
            case .bytes(1, _): digest = field.text
            case .bytes(2, _): inputs = (inputs ?? []) + [field.text]
            case .bytes(3, _): name = field.text
            case .number(4, let flag): cached = flag != 0
            case .bytes(5, let time): started = protobufTime(time)
            case .bytes(6, let time): completed = protobufTime(time)
            case .bytes(7, _): error = field.text
            case .bytes(8, let group): progressGroup = RawJSONStatus.Group(protobuf: group)
            default: break
            }
        }
    }
}

extension RawJSONStatus.Group {
    fileprivate init(protobuf bytes: ArraySlice<UInt8>) {
        self.init(id: "")
        for field in ProtobufFields(bytes) {
            switch field {
            case .bytes(1, _): id = field.text
            case .bytes(2, _): name = field.text
            case .number(3, let flag): weak = flag != 0
            default: break
            }
        }
    }
}

extension RawJSONStatus.Status {
    fileprivate init(protobuf bytes: ArraySlice<UInt8>) {
        self.init(id: "")
        for field in ProtobufFields(bytes) {
            switch field {
            case .bytes(1, _): id = field.text
            case .bytes(2, _): vertex = field.text
            case .number(4, let count): current = Int64(truncatingIfNeeded: count)
            case .number(5, let count): total = Int64(truncatingIfNeeded: count)
            case .bytes(6, let time): timestamp = protobufTime(time)
            case .bytes(7, let time): started = protobufTime(time)
            case .bytes(8, let time): completed = protobufTime(time)
            default: break
            }
        }
    }
}

extension RawJSONStatus.Log {
    fileprivate init(protobuf bytes: ArraySlice<UInt8>) {
        self.init()
        for field in ProtobufFields(bytes) {
            switch field {
            case .bytes(1, _): vertex = field.text
            case .bytes(2, let time): timestamp = protobufTime(time)
            case .number(3, let number): stream = Int(truncatingIfNeeded: number)
            case .bytes(4, let output): data = Data(output)
            default: break
            }
        }
    }
}

extension RawJSONStatus.Warning {
    fileprivate init(protobuf bytes: ArraySlice<UInt8>) {
        self.init()
        for field in ProtobufFields(bytes) {
            switch field {
            case .bytes(1, _): vertex = field.text
            case .bytes(3, let text): short = Data(text)
            case .bytes(4, let text): detail = (detail ?? []) + [Data(text)]
            case .bytes(5, _): url = field.text
            case .bytes(6, let source): sourceInfo = RawJSONStatus.Source(protobuf: source)
            case .bytes(7, let stretch): range = (range ?? []) + [RawJSONStatus.Range(protobuf: stretch)]
            default: break
            }
        }
    }
}

extension RawJSONStatus.Source {
    fileprivate init(protobuf bytes: ArraySlice<UInt8>) {
        self.init()
        for field in ProtobufFields(bytes) {
            switch field {
            case .bytes(1, _): filename = field.text
            case .bytes(2, let text): data = Data(text)
            default: break
            }
        }
    }
}

extension RawJSONStatus.Range {
    fileprivate init(protobuf bytes: ArraySlice<UInt8>) {
        self.init()
        for field in ProtobufFields(bytes) {
            switch field {
            case .bytes(1, let position): start = RawJSONStatus.Position(protobuf: position)
            case .bytes(2, let position): end = RawJSONStatus.Position(protobuf: position)
            default: break
            }
        }
    }
}

extension RawJSONStatus.Position {
    fileprivate init(protobuf bytes: ArraySlice<UInt8>) {
        self.init()
        for field in ProtobufFields(bytes) {
            switch field {
            case .number(1, let number): line = Int(truncatingIfNeeded: number)
            case .number(2, let number): character = Int(truncatingIfNeeded: number)
            default: break
            }
        }
    }
}

/// A `google.protobuf.Timestamp` as text; nil for one that is not from 1970 to 2261.
private func protobufTime(_ bytes: ArraySlice<UInt8>) -> String? {
    var seconds: Int64 = 0
    var nanoseconds: Int64 = 0
    for field in ProtobufFields(bytes) {
        switch field {
        case .number(1, let number): seconds = Int64(bitPattern: number)
        case .number(2, let number): nanoseconds = Int64(bitPattern: number)
        default: break
        }
    }
    guard (0..<9_000_000_000).contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else { return nil }
    return Timestamp.text(nanoseconds: seconds * 1_000_000_000 + nanoseconds)
}
