import EnginePorts
import LinuxSystem
import SystemPackage
import Testing

@testable import LinuxSandbox

@Suite struct DeviceSpecificationTests {
    private let yaml = """
        ---
        # of a vendor
        cdiVersion: "0.6.0"
        kind: acme.com/thing
        annotations:
          group: 'it''s # one'
        containerEdits:
          env:
          - ALL=every # all of them
          - "HASH=#no"
        devices:
          - name: one
            containerEdits:
              env: [ONE=1, "TWO=a, b",
                    THREE=3]
              deviceNodes:
              - path: /dev/strata-null
                hostPath: /dev/null
                permissions: r
              mounts:
                - {hostPath: /etc, containerPath: /vendor, options: [ro, rbind]}
              hooks:
              - hookName: createContainer
                path: /bin/true
                args: ["true", "-x"]
                timeout: 3
              additionalGids: [0, 44]
          - name: two
            annotations: {group: own}
        """

    private let json = """
        {"cdiVersion": "0.6.0", "kind": "acme.com/thing", "annotations": {"group": "it's # one"},
         "containerEdits": {"env": ["ALL=every", "HASH=#no"]},
         "devices": [{"name": "one", "containerEdits": {
           "env": ["ONE=1", "TWO=a, b", "THREE\\u003d3"],
           "deviceNodes": [{"path": "/dev/strata-null", "hostPath": "/dev/null", "permissions": "r"}],
           "mounts": [{"hostPath": "/etc", "containerPath": "/vendor", "options": ["ro", "rbind"]}],
           "hooks": [{"hookName": "createContainer", "path": "/bin/true", "args": ["true", "-x"], "timeout": 3}],
           "additionalGids": [0, 44]}},
          {"name": "two", "annotations": {"group": "own"}}]}
        """

    /// What folders of files say.
    private func read(_ folders: [[(name: String, text: String)]]) throws -> DeviceSpecifications {
        var found = DeviceSpecifications()
        try withScratchFolder { scratch in
            for (index, files) in folders.enumerated() {
                try scratch.makeDirectory(at: "\(index)")
                for file in files {
                    try scratch.openAt("\(index)/\(file.name)", [.create, .writeOnly], mode: 0o600).closingAfter {
                        try $0.writeAllBytes(Array(file.text.utf8))
                    }
                }
            }
            let top = FilePath("/proc/self/fd/\(scratch.rawValue)")
            found = DeviceSpecifications(folders: folders.indices.map { top.appending("\($0)") } + ["/no/such/folder"])
        }
        return found
    }

    @Test(arguments: ["a.yaml", "a.yml", "a.json"])
    func bothFormsSayTheSame(name: String) throws {
        let found = try read([[(name, name.hasSuffix("json") ? json : yaml), ("README.txt", "no specification")]])
        #expect(found.problems.isEmpty)
        #expect(
            found.devices == [
                .init(name: "acme.com/thing=one", annotations: ["group": "it's # one"]),
                .init(name: "acme.com/thing=two", annotations: ["group": "own"]),
            ])
        let edits = try found.edits(for: ["acme.com/thing=one", "acme.com/thing=two"])
        #expect(edits.environment == ["ALL=every", "HASH=#no", "ONE=1", "TWO=a, b", "THREE=3"])
        #expect(edits.groups == [44])
        #expect(edits.mounts.map(\.options) == [["ro", "rbind"]])
        #expect(edits.hooks.map(\.arguments) == [["true", "-x"]])
        #expect(edits.hooks.map(\.timeout) == [3])
        let node = try #require(edits.nodes.first)
        #expect(node.path == "/dev/strata-null" && node.hostPath == "/dev/null" && !node.isWritable)
        #expect(node.status?.deviceMinor == 3)
    }

    @Test func aLaterFolderCountsMoreAndTwoOfOneFolderNot() throws {
        func spec(_ value: String) -> String {
            "cdiVersion: 0.6.0\nkind: a.com/b\ndevices:\n- name: c\n  containerEdits:\n    env: [V=\(value)]\n"
        }
        let later = try read([[("x.yaml", spec("first"))], [("y.yaml", spec("second"))]])
        #expect(try later.edits(for: ["a.com/b=c"]).environment == ["V=second"])
        let twice = try read([[("x.yaml", spec("first")), ("y.yaml", spec("second"))]])
        #expect(twice.devices.isEmpty)
        #expect(twice.problems.count == 1)
    }

    @Test(arguments: [
        ("kind: a.com/b\n", "it has no cdiVersion"), ("cdiVersion: 1\nkind: b\n", "its kind is not vendor/class"),
        ("cdiVersion: 1\nkind: a.com/b\ndevices:\n- nome: x\n", "a device has no name"),
        ("{\"cdiVersion\": ", "line 1: a value is missing"), ("a: |\n  text\n", "line 1: | can't begin a value here"),
        ("a:\n  b: 1\n c: 2\n", "line 3: it is indented wrongly"), ("a: [1, 2\nb: 3\n", "line 1: a comma or"),
        ("a: 1\n\tb: 2\n", "line 2: it is indented by a tab"),
        ("a: 1\n---\nb: 2\n", "line 2: only one document is read"),
        (
            "cdiVersion: 1\nkind: a.com/b\ncontainerEdits:\n  hooks:\n  - hookName: never\n    path: /x\n",
            "there is no hook never"
        ),
        ("cdiVersion: 1\nkind: a.com/b\ncontainerEdits:\n  env: [X]\n", "X is no NAME=value"),
    ])
    func whatIsWrongIsTold(text: String, problem: String) throws {
        let found = try read([[("a.yaml", text)]])
        #expect(found.devices.isEmpty)
        let told = try #require(found.problems.first)
        #expect(told.contains(problem))
    }

    @Test func deepNestingEndsInAMessage() throws {
        for text in [String(repeating: "[", count: 10_000), String(repeating: "- ", count: 10_000)] {
            #expect(throws: SpecFault.self) { try BlockReader.value(of: text) }
        }
    }

    @Test func aDeviceThatIsNotThereIsTold() throws {
        let text = """
            cdiVersion: 1
            kind: a.com/b
            devices:
            - name: gone
              containerEdits: {deviceNodes: [{path: /dev/x, hostPath: /no/such/device}]}
            - name: file
              containerEdits: {deviceNodes: [{path: /dev/x, hostPath: /etc/passwd}]}
            """
        let found = try read([[("a.yaml", text)]])
        #expect(throws: SandboxError.badDevice("a.com/b=gone", reason: "/no/such/device is not there")) {
            try found.edits(for: ["a.com/b=gone"])
        }
        #expect(throws: SandboxError.badDevice("a.com/b=file", reason: "/etc/passwd is no device")) {
            try found.edits(for: ["a.com/b=file"])
        }
    }
}
