import Foundation
import Testing

@Suite("Flags of a build")
struct FlagTests {
    private func makeSpace(_ builder: Builder = .current) throws -> TestSpace {
        let space = try TestSpace(builder, base: nil)
        try space.dockerfile("FROM scratch\nCOPY file /\n")
        try space.write("context/file", "text")
        return space
    }

    @Test("are written in all the ways that Docker reads", arguments: Builder.available)
    func forms(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        let plain = try space.strata("build", "-q", "context")
        #expect(plain.text.firstMatch(of: /^sha256:[0-9a-f]{64}\n$/) != nil)
        let forms: [[String]] = [
            ["context", "-q"], ["-q", "--", "context"], ["--quiet=true", "context"], ["--quiet=1", "context"],
            ["-q", "--pull=false", "context"], ["-q", "--pull", "--pull=F", "context"],
            ["-q", "--no-cache=TRUE", "context"], ["-q", "--load", "context"], ["-q", "--load=0", "context"],
            ["-q", "--push=0", "context"], ["-q", "--push", "--push=false", "context"], ["-qtname", "context"],
            ["-qt", "name", "context"],
            ["-qt=name", "context"], ["-tname", "-q", "context"], ["-q", "--tag=name", "context"],
            ["-qfcontext/Dockerfile", "context"], ["-qf", "context/Dockerfile", "context"],
            ["context", "--file", "context/Dockerfile", "-q"], ["-q", "--target=", "--file=", "--builder=", "context"],
            ["-q", "--target", "", "--iidfile", "", "--metadata-file", "", "--output", "", "context"],
            ["-q", "--progress=", "context"], ["-q", "--progress=none", "context"], ["--progress=quiet", "context"],
            ["-D", "-q", "context"], ["-qD=false", "context"], ["-q", "--builder", "default", "context"],
            ["-q", "--check=false", "--call=build", "--print=", "context"],
            ["-q", "--rm", "--rm=false", "--force-rm", "--compress", "context"],
            ["-q", "--provenance=false", "--sbom=0", "--attest", "type=sbom,disabled=true", "context"],
            ["-q", "--attest=type=provenance,disabled=1", "--provenance=true", "context"],
            ["-q", "--policy", "disabled=true", "context"], ["-q", "--secret", "", "--annotation", "", "context"],
            ["-q", "--build-arg", "NOT_SET_ANYWHERE", "--build-arg", "A=1", "--build-arg", "A=", "context"],
            ["-q", "-o", "type=image,name=a,push=false,unpack=true,store=true", "context"],
            ["-q", "-o", "type=docker,name=b", "context"],
        ]
        for form in forms {
            let finished = try space.start(["build"] + form).finish()
            #expect(finished.code == 0, "\(form): \(finished.errorText)")
            #expect(finished.text == plain.text, "\(form)")
        }
        #expect(try space.strata("--debug", "--builder", "default", "build", "-q", "context").text == plain.text)
        let names = try space.strata("images", "ls", "--json").text
        for name in ["name:latest", "a:latest", "b:latest"] { #expect(names.contains(name), "\(name): \(names)") }
    }

    /// A command line, the code that it ends with, and what is said.
    private static let refused: [(flags: [String], code: Int32, part: String)] = [
        (["--tag"], 125, "flag needs an argument: --tag"),
        (["-qt"], 125, "flag needs an argument: 't' in -qt"),
        (["--pull=maybe"], 125, "invalid argument \"maybe\" for \"--pull\" flag"),
        (["-q=x"], 125, "invalid argument \"x\" for \"-q, --quiet\" flag"),
        (["-qz"], 125, "unknown shorthand flag: 'z' in -qz"),
        (["--=x"], 125, "bad flag syntax: --=x"),
        (["--no-cahce"], 125, "--no-cache"),
        (["--ulimit=nofile"], 125, "nofile"),
        (["--shm-size=much"], 125, "much"),
        (["other"], 1, "there is one build context, but 2 are given: \"context\", \"other\""),
        (["--push"], 1, "--push: this version can't push"),
        (["-o", "type=registry,name=x"], 1, "this version can't push"),
        (["-o", "type=image,name=x,push=true"], 1, "this version can't push"),
        (["--cache-from", "x"], 1, "--cache-from x: this version shares no cache"),
        (["--cache-to=type=inline"], 1, "--cache-to type=inline: this version shares no cache"),
        (["--build-arg", "BUILDKIT_INLINE_CACHE=1"], 1, "this version writes no cache into images"),
        (["--provenance=mode=max"], 1, "--provenance=mode=max: this version makes no attestations"),
        (["--provenance=true"], 1, "this version makes no attestations"),
        (["--sbom=1"], 1, "this version makes no attestations"),
        (["--attest", "type=sbom"], 1, "--attest type=sbom: this version makes no attestations"),
        (["--attest", "disabled=true"], 1, "it needs a type"),
        (["--policy", "filename=x.rego"], 1, "this version reads no policies"),
        (["--builder", "remote"], 1, "--builder remote: there are no builders"),
        (["--no-cache", "--no-cache-filter=a"], 1, "cannot currently be used together"),
        (["-q", "--progress=plain"], 1, "progress=plain and quiet cannot be used together"),
        (["--build-arg", "=x"], 1, "--build-arg \"=x\": the name is missing"),
        (["--build-arg", ""], 1, "--build-arg \"\": the name is missing"),
        (["--label", "=x"], 1, "--label \"=x\": the name is missing"),
        (["-t", ""], 1, "invalid tag \"\""),
        (["-t", "Upper"], 1, "invalid tag \"Upper\""),
        (["--call=chekc"], 1, "did you mean check?"),
        (["--call=check,format=xml"], 1, "there is no format xml"),
        (["--secret", "name"], 1, "there is no field name"),
        (["--secret", "id"], 1, "id needs a value"),
        (["--secret", "type=vault,id=a"], 1, "there is no secret type vault"),
        (["--secret", "id=a,\"src=b"], 1, "a quote is not closed"),
        (["--annotation", "x"], 1, "it needs NAME=VALUE"),
        (["--annotation", "=x"], 1, "the name is missing"),
        (["--annotation", "manifst:a=b"], 1, "unknown annotation type \"manifst\""),
        (["--annotation", "manifest[pdp11]:a=b"], 1, "pdp11"),
        (["-t", "x", "--annotation", "index:a=b"], 1, "index annotations not supported for single platform export"),
        (["-t", "x", "--annotation", "manifest[linux/s390x]:a=b"], 1, "the platform linux/s390x is not one"),
        (["-o", "type=oci,dest=x,annotation-foo.a=b"], 1, "unknown annotation type \"foo\""),
        (["-o", "type=oci,dest=x,dset=y"], 1, "did you mean dest?"),
        (["-o", "type=locla,dest=x"], 1, "did you mean local?"),
        (["-o", "type=oci,dest=x,tar=perhaps"], 1, "tar must be true or false"),
        (["-o", "type=oci,dest=x,compression=estargz"], 1, "there is no compression estargz"),
        (["-o", "type=oci,dest=x,oci-artifact=true,oci-mediatypes=false"], 1, "conflicts with oci-mediatypes=false"),
        (["-o", "type=local"], 1, "it needs dest=FOLDER"),
        (["-o", "type=local,dest=-"], 1, "a folder can't be standard output"),
        (["-o", "type=local,dest=x,mode=delete"], 1, "this version only adds and replaces files"),
        (["-o", "context/file"], 1, "destination directory context/file is a file"),
        (["-o", "type=tar,dest=context"], 1, "destination file context is a directory"),
        (["-o", "context/file/x/y"], 1, "destination context/file/x/y can't be made: context/file is a file"),
        (["-o", "x", "-o", "x"], 1, "several outputs go to x"),
        (["-o", "-", "-o", "type=oci"], 1, "multiple outputs configured to write to stdout"),
        (["-o", "x", "--iidfile", "id"], 1, "local and tar exporters are incompatible with image ID file"),
        (
            ["-o", "type=docker,dest=x", "--platform", "linux/amd64,linux/arm64"], 1,
            "docker exporter does not support exporting manifest lists"
        ),
    ]

    @Test("that can't be read or honoured end the build before it begins, with the reason")
    func refusals() throws {
        let space = try makeSpace()
        for refusal in Self.refused {
            let finished = try space.start(["build", "context"] + refusal.flags).finish()
            #expect(finished.code == refusal.code, "\(refusal.flags): \(finished.errorText)")
            #expect(finished.errorText.hasPrefix("ERROR: ") || finished.errorText.contains("\nERROR: "))
            #expect(finished.errorText.contains(refusal.part), "\(refusal.flags): \(finished.errorText)")
            #expect(finished.text == "")
            #expect(!finished.errorText.contains("COPY file"), "\(refusal.flags): \(finished.errorText)")
        }
        for name in ["x", "id"] { #expect(!space.has(name)) }
    }

    @Test("are told where they do nothing")
    func oldFlags() throws {
        let space = try makeSpace()
        let finished = try space.strata(
            "build", "-q", "--squash", "--isolation=hyperv", "--security-opt", "seccomp=x", "context")
        #expect(finished.code == 0)
        for part in [
            "--squash does nothing", "--isolation hyperv does nothing", "--security-opt seccomp=x does nothing",
        ] {
            #expect(finished.errorText.contains("WARNING: \(part)"), "\(finished.errorText)")
        }
        let unset = try space.strata("build", "-q", "--secret", "id=a,env=NOT_SET_ANYWHERE", "context")
        #expect(unset.code == 0)
        #expect(unset.errorText.contains("the secret a is empty: the variable NOT_SET_ANYWHERE is not set"))
    }

    @Test("A policy beside the Dockerfile is not passed over")
    func policies() throws {
        let space = try makeSpace()
        try space.write("context/Dockerfile.rego", "package docker\n")
        #expect(try space.failure().contains("Dockerfile.rego: this version reads no policies"))
        #expect(try space.strata("build", "--policy=disabled=true", "-q", "context").code == 0)
        try space.remove("context/Dockerfile.rego")
        let variables = ["EXPERIMENTAL_BUILDKIT_SOURCE_POLICY": "policy.json"]
        #expect(try space.strata("build", "-q", "context", environment: variables).code == 1)
    }

    @Test("Variables stand in for flags")
    func variables() throws {
        let space = try makeSpace()
        func build(_ flags: String..., with variables: [String: String]) throws -> Finished {
            try space.start(["build"] + flags + ["context"], environment: variables).finish()
        }
        let plain = try build(with: ["BUILDKIT_PROGRESS": "plain"])
        #expect(plain.errorText.contains("COPY file /"))
        let silent = try build("-t", "silent", with: ["BUILDKIT_PROGRESS": "quiet"])
        #expect(silent.code == 0 && silent.text == "" && silent.errorText == "")
        #expect(try build("--progress=rawjson", with: ["BUILDKIT_PROGRESS": "plain"]).errorText.hasPrefix("{"))
        let unknown = try build(with: ["BUILDKIT_PROGRESS": "plian"])
        #expect(unknown.code == 1 && unknown.errorText.contains("BUILDKIT_PROGRESS plian: there is no such progress"))
        #expect(try build("-t", "kept", with: ["BUILDX_NO_DEFAULT_LOAD": "1"]).code == 0)
        #expect(try !space.strata("images", "ls").text.contains("kept"))
        #expect(try build("-t", "kept", "--load", with: ["BUILDX_NO_DEFAULT_LOAD": "1"]).code == 0)
        #expect(try space.strata("images", "ls").text.contains("kept"))
        #expect(try build("-q", with: ["BUILDX_BUILDER": "remote", "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"]).code == 0)
    }

    /// What `--experimental-dump-help` tells of a command.
    private struct Help: Decodable {
        struct Command: Decodable { var arguments: [Argument] }
        struct Argument: Decodable {
            var kind: String
            var names: [Name]?
        }
        struct Name: Decodable {
            var kind: String
            var name: String
        }

        var command: Command
    }

    @Test("All of them are read by Docker's grammar", arguments: ["build", "check", "outline", "targets"])
    func grammar(_ command: String) throws {
        let space = try TestSpace(base: nil)
        let dumped = try space.strata(command, "--experimental-dump-help")
        let help = try JSONDecoder().decode(Help.self, from: dumped.output)
        let named = help.command.arguments.filter { $0.kind != "positional" }
        #expect(named.count > 8)
        for argument in named {
            for name in argument.names ?? [] where !["help", "h", "version"].contains(name.name) {
                let dashes = name.kind == "long" ? "--" : "-"
                let flag = argument.kind == "flag" ? "\(dashes)\(name.name)=maybe" : "\(dashes)\(name.name)"
                let finished = try space.strata(command, flag)
                #expect(finished.code == 125)
                let said = finished.errorText
                #expect(
                    said.contains("flag needs an argument: ") || said.contains("invalid argument \"maybe\""),
                    "\(flag): \(said)")
            }
        }
    }
}
