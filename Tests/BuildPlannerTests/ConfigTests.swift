import BuildGraph
import BuildPlanner
import Diagnostics
import DockerfileSyntax
import OCIFormat
import Testing

/// What instructions leave in the image's config and its history.
@Suite struct ConfigTests {
    static let path = FakeImages.path

    /// Dockerfiles with the Env that the image must have, PATH left out.
    @Test(arguments: [
        (
            "ARG UNSET\nENV EMPTY= SET=v\nENV A=${UNSET:-d} B=${EMPTY-d} C=${SET:+alt} D=${NESTED:-${SET}x}",
            ["EMPTY=", "SET=v", "A=d", "B=", "C=alt", "D=vx"]
        ),
        ("ENV abc=hello\nENV abc=bye def=$abc\nENV ghi=$abc", ["abc=bye", "def=hello", "ghi=bye"]),
        ("ARG a=1 b=\"two words\" c=$a$b d\nENV R=\"$a|$b|$c|${d-unset}\"", ["R=1|two words|1two words|unset"]),
        ("ARG V=arg\nENV V=env\nENV X=$V\nARG V=later\nENV W=${V}", ["V=env", "X=env", "W=later"]),
        ("ENV X=val\nENV A=\\$X B=\"\\$X\" C='$X' D=\"$X\"", ["X=val", "A=$X", "B=$X", "C=$X", "D=val"]),
        ("ENV OLD the rest of   the line \"quoted\" too", ["OLD=the rest of   the line quoted too"]),
    ])
    func environment(instructions: String, expected: [String]) throws {
        let plan = try plan("FROM scratch\n\(instructions)\n")
        #expect(plan.config.environment == [Self.path] + expected)
    }

    @Test func globalArgumentsAreUnsetUntilDeclaredAndStagesInherit() throws {
        let plan = try plan(
            """
            ARG GLOBAL=global
            FROM busybox AS one
            ENV A=[$GLOBAL]
            ARG GLOBAL
            ENV B=[$GLOBAL]
            ARG LOCAL=local
            ENV C=[$LOCAL]
            FROM one
            ENV D=[$GLOBAL] E=[$LOCAL]
            ARG GLOBAL=redefined
            ENV F=[$GLOBAL]
            """)
        #expect(
            plan.config.environment == [
                Self.path, "A=[]", "B=[global]", "C=[local]", "D=[global]", "E=[local]", "F=[redefined]",
            ])
        #expect(plan.history.count == 8)
    }

    @Test func platformArgumentsAreThereOnceDeclared() throws {
        let plan = try plan(
            """
            FROM scratch
            ARG TARGETPLATFORM
            ARG TARGETARCH
            ARG TARGETVARIANT
            ENV TP=$TARGETPLATFORM TA=$TARGETARCH TV=[$TARGETVARIANT] UNDECLARED=[$BUILDARCH]
            COPY f-$TARGETARCH.txt /f
            """
        ) { $0.platforms = [Platform(os: "linux", architecture: "arm", variant: "v7")] }
        #expect(
            plan.config.environment == [Self.path, "TP=linux/arm/v7", "TA=arm", "TV=[v7]", "UNDECLARED=[]"])
        #expect(try plan.onlyCopy.sources == [.files(input: 0, pattern: "f-arm.txt")])
        #expect(plan.target.config.architecture == "arm")
        #expect(plan.target.config.variant == "v7")
        #expect(plan.names.last == "[1/1] COPY f-arm.txt /f")
    }

    @Test func variablesAreReplacedWhereverBuildKitReplacesThem() throws {
        let plan = try plan(
            """
            FROM busybox
            ENV DIR=area U=app P=8080 V=vol S=SIGTERM SRC=file
            WORKDIR /$DIR/${U}
            COPY $SRC.txt ${DIR}-copy.txt
            USER $U:$U
            EXPOSE $P ${P}/udp
            VOLUME /$V
            LABEL key-$U="value $DIR"
            STOPSIGNAL $S
            ENTRYPOINT ["echo", "$DIR"]
            CMD echo $DIR
            """)
        #expect(plan.config.workingDirectory == "/area/app")
        #expect(plan.config.user == "app:app")
        #expect(plan.config.exposedPorts == ["8080/tcp", "8080/udp"])
        #expect(plan.config.volumes == ["/vol"])
        #expect(plan.config.labels == ["key-app": "value area"])
        #expect(plan.config.stopSignal == "SIGTERM")
        #expect(plan.config.entrypoint == ["echo", "$DIR"])
        #expect(plan.config.command == ["/bin/sh", "-c", "echo $DIR"])
        #expect(try plan.onlyCopy.destination == "/area/app/area-copy.txt")
        #expect(
            plan.history == [
                "ENV DIR=area U=app P=8080 V=vol S=SIGTERM SRC=file", "WORKDIR /area/app",
                "COPY file.txt area-copy.txt # buildkit", "USER app:app", "EXPOSE [8080/tcp 8080/udp]", "VOLUME [/vol]",
                "LABEL key-app=value area", "STOPSIGNAL SIGTERM", #"ENTRYPOINT ["echo" "$DIR"]"#,
                #"CMD ["/bin/sh" "-c" "echo $DIR"]"#,
            ])
        #expect(plan.target.history.allSatisfy { $0.comment == "buildkit.dockerfile.v0" })
    }

    @Test func oddTextsThatBuildKitTakes() throws {
        let plan = try plan("FROM busybox\nARG --flag A=1\nSTOPSIGNAL -1\nVOLUME [\"/a \"]\nONBUILD COPPY a b\n")
        #expect(plan.config.stopSignal == "-1")
        #expect(plan.config.volumes == ["/a"])
        #expect(plan.config.onBuild == ["COPPY a b"])
    }

    @Test func scratchHasTheUsualPathAndRootAsFolder() throws {
        let plan = try plan("FROM scratch\nWORKDIR /\n")
        #expect(plan.graph.vertices.isEmpty)
        #expect(plan.target.vertex == nil)
        #expect(plan.config.environment == [Self.path])
        #expect(plan.config.workingDirectory == "/")
        #expect(
            plan.target.history == [HistoryStep(createdBy: "WORKDIR /", comment: "buildkit.dockerfile.v0", vertex: nil)]
        )
    }

    @Test func relativeFoldersAreJoined() throws {
        let plan = try plan(
            """
            FROM busybox
            WORKDIR /have
            WORKDIR a
            WORKDIR ../up/./x/
            RUN pwd
            WORKDIR /end/
            """)
        let made = plan.graph.vertices.compactMap {
            if case .makeDirectory(let make) = $0.operation { make.path } else { nil }
        }
        #expect(made == ["/have", "/have/a", "/have/up/x", "/end"])
        #expect(try plan.onlyRun.workingDirectory == "/have/up/x")
        #expect(plan.config.workingDirectory == "/end/")
    }

    @Test func entrypointDropsAnInheritedCommandOnly() throws {
        let kept = try plan("FROM busybox\nCMD [\"kept\"]\nENTRYPOINT [\"e\"]\n")
        #expect(kept.config.command == ["kept"])
        let dropped = try plan("FROM busybox AS a\nCMD [\"x\"]\nFROM a\nENTRYPOINT [\"e\"]\n")
        #expect(dropped.config.command == nil)
        let reset = try plan("FROM busybox\nENTRYPOINT []\nCMD []\n")
        #expect(reset.config.entrypoint == nil)
        #expect(reset.config.command == [])
    }

    @Test func healthchecks() throws {
        let check = try plan(
            "FROM busybox\nHEALTHCHECK --interval=5m30s --timeout=3s --start-period=1h --start-interval=250ms"
                + " --retries=7 CMD wget -q \"http://localhost/\" || exit 1\n")
        var expected = HealthCheck(test: ["CMD-SHELL", "wget -q \"http://localhost/\" || exit 1"])
        expected.interval = .seconds(330)
        expected.timeout = .seconds(3)
        expected.startPeriod = .seconds(3600)
        expected.startInterval = .milliseconds(250)
        expected.retries = 7
        #expect(check.config.healthcheck == expected)
        #expect(
            check.history == [
                "HEALTHCHECK {Test:[CMD-SHELL wget -q \"http://localhost/\" || exit 1] Interval:5m30s Timeout:3s "
                    + "StartPeriod:1h0m0s StartInterval:250ms Retries:7}"
            ])
        #expect(try plan("FROM busybox\nHEALTHCHECK NONE\n").config.healthcheck == HealthCheck(test: ["NONE"]))
    }

    @Test func shellSignalAndAuthor() throws {
        let plan = try plan(
            """
            FROM scratch
            STOPSIGNAL 9
            SHELL ["powershell", "-command"]
            CMD dir
            MAINTAINER Some One <some.one@example.com>
            ONBUILD ENV A="q $B"
            """)
        #expect(plan.config.stopSignal == "9")
        #expect(plan.config.shell == ["powershell", "-command"])
        #expect(plan.config.command == ["powershell", "-command", "dir"])
        #expect(plan.target.config.author == "Some One <some.one@example.com>")
        #expect(plan.config.onBuild == [#"ENV A="q $B""#])
        #expect(plan.history.last == "MAINTAINER Some One <some.one@example.com>")
    }

    @Test func labelsOfTheCommandLineWin() throws {
        let plan = try plan("FROM scratch\nLABEL a=dockerfile b=dockerfile\n") { request in
            request.labels = [("a", "flag"), ("c", "with space=and equals")]
        }
        #expect(plan.config.labels == ["a": "flag", "b": "dockerfile", "c": "with space=and equals"])
        #expect(plan.history == ["LABEL a=dockerfile b=dockerfile"])
    }

    @Test(arguments: [
        ("80", ["80/tcp"]), ("53/udp", ["53/udp"]), ("9/SCTP", ["9/sctp"]),
        ("8000-8002", ["8000/tcp", "8001/tcp", "8002/tcp"]),
        ("127.0.0.1:80:8080", ["8080/tcp"]), ("80:81/udp", ["81/udp"]), ("[::1]:80:8080", ["8080/tcp"]),
    ])
    func ports(text: String, expected: [String]) throws {
        #expect(try plan("FROM scratch\nEXPOSE \(text)\n").history == ["EXPOSE [\(expected.joined(separator: " "))]"])
    }

    @Test func thePlatformOfTheBaseIsTheImagesUnlessOneIsAskedFor() throws {
        let text = "FROM --platform=linux/arm64 multi\nCOPY a /a\n"
        #expect(try plan(text).target.config.architecture == "arm64")
        #expect(try plan(text).target.platform == arm64)
        let asked = try plan(text) { $0.platforms = [amd64] }
        #expect(asked.target.config.architecture == "amd64")
        #expect(asked.graph.vertices.last?.platform == arm64)
    }

    @Test func aBaseOfAnotherPlatformIsWarnedOf() throws {
        let plan = try plan(
            "FROM --platform=linux/arm64 single\n", images: FakeImages(platforms: ["single:latest": amd64]))
        #expect(
            plan.warnings.filter { $0.code == CheckRule.invalidBaseImagePlatform.code }.map(\.message) == [
                #"Base image single was pulled with platform "linux/amd64", expected "linux/arm64" for current build"#
            ])
    }
}
