import Foundation
import Testing

@Suite("The same digests everywhere")
struct ReproducibleTests {
    /// The same files made in one order or the other, at other times.
    private static let files = """
        umask 022; cd context
        for i in $ORDER; do mkdir -p tree/d$((i % 5)); echo $i > tree/d$((i % 5))/f$i; done
        echo l > tree/h1; ln tree/h1 tree/h2; ln -s h1 tree/s; mkdir -p tree/empty tree/z; echo p > tree/prog
        chmod 755 tree/prog; find . -exec touch -h -d "$TIME" {} +
        """

    private static let dockerfile = """
        FROM base AS build
        ARG SOURCE_DATE_EPOCH
        WORKDIR /w
        RUN for i in 9 3 7 1; do mkdir -p r/$i; echo $i > r/$i/f; done; ln r/9/f r/hard; echo "$SOURCE_DATE_EPOCH" > e; \
            rm /bin/zcat; mkfifo p; chmod 4755 r/7/f; rm -rf r/3
        COPY tree /ctx/
        COPY --link --chown=5:6 --exclude=d1 tree /m/n/
        RUN mv /ctx/d3 /ctx/moved; rm -r /ctx/d4
        LABEL a=b
        """

    /// What a space's outputs are, by name: archives by their bytes, a folder by its listing.
    private func outputs(_ space: TestSpace, order: String, time: String, mask: String) throws -> [String: String] {
        let archives = [
            "gzip": "type=oci,rewrite-timestamp=true", "zstd": "type=oci,compression=zstd,rewrite-timestamp=true",
            "plain": "type=oci,compression=uncompressed,rewrite-timestamp=true",
            "docker": "type=docker,rewrite-timestamp=true", "files": "type=tar",
        ]
        try Tools.run(
            "env", "ORDER=\(order)", "TIME=\(time)", "sh", "-ec", Self.files, in: space.folder)
        try space.dockerfile(Self.dockerfile)
        space.wrapper = ["sh", "-c", "umask \(mask); exec \"$@\"", "sh"]
        space.environment["SOURCE_DATE_EPOCH"] = "1600000000"
        var result: [String: String] = [:]
        for (name, form) in archives {
            try space.build("-o", "\(form),dest=\(space.path(name))")
            result[name] = try Tools.run("sha256sum", name, in: space.folder).text
        }
        try space.build("-o", space.path("out"))
        let facts = "%P %m %T@ %n %l\\n"
        result["folder"] = try Tools.run(
            "sh", "-c", "find out -mindepth 1 ! -type d -printf '\(facts)' | sort", in: space.folder
        ).text
        return result
    }

    @Test("In any order of files, at any time, with any umask, as root and as an ordinary user")
    func everywhere() throws {
        let counted = (1...30).map(String.init)
        let first = try outputs(
            try TestSpace(), order: counted.joined(separator: " "), time: "2021-03-04 05:06:07", mask: "022")
        for builder in Builder.available {
            let second = try outputs(
                try TestSpace(builder), order: counted.reversed().joined(separator: " "), time: "2024-01-02 03:04:05",
                mask: "077")
            #expect(second == first)
        }
    }

    @Test("The epoch is the time of the image, its history and exported files; a base's layers stay as they are")
    func times() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN echo old > /old && touch -d @1000 /old && echo new > /new\n")
        let flags = ["--build-arg", "SOURCE_DATE_EPOCH=1600000000"]
        let layout = space.path("layout")
        try space.build(flags[0], flags[1], "-o", "type=oci,tar=false,rewrite-timestamp=true,dest=\(layout)")
        let plain = space.path("plain")
        try space.build(flags[0], flags[1], "-o", "type=oci,tar=false,dest=\(plain)")
        let base = try Tools.run(
            "sh", "-c", "ls layout/blobs/sha256 plain/blobs/sha256 | sort | uniq -d", in: space.folder)
        #expect(base.lines.count { $0.count == 64 } == 1)
        try space.build(flags[0], flags[1], "-o", space.path("out"))
        #expect(
            try Tools.run("stat", "-c", "%Y", "old", "new", in: space.folder.appendingPathComponent("out")).lines == [
                "1600000000", "1600000000",
            ])
    }

    @Test("What is no time is refused before anything is built")
    func noTime() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN exit 1\n")
        let failure = try space.failure("--build-arg", "SOURCE_DATE_EPOCH=now")
        #expect(failure.contains("invalid SOURCE_DATE_EPOCH: now is no number of seconds since 1970"))
        #expect(failure.contains("remedy: give a number"))
    }
}
