import Testing

@testable import OCIFormat

@Suite("Documents of images")
struct OCIDocumentTests {
    @Test("A Docker config with nulls is read, and written back sorted and bare")
    func dockerConfig() throws {
        let json = """
            {"architecture":"amd64","os":"linux","created":"2024-01-01T00:00:00Z","container_config":{"Cmd":[]},
             "config":{"Env":["PATH=/bin"],"Cmd":["sh"],"Entrypoint":null,"Volumes":{"/d":{}},"ExposedPorts":null,
             "OnBuild":null,"Labels":null,"WorkingDir":"/a/b","Healthcheck":{"Test":["CMD","x"],"Interval":5000000000}},
             "history":[{"created_by":"RUN x"},{"created_by":"ENV a","empty_layer":true}],
             "rootfs":{"type":"layers","diff_ids":["\(DigestTests.empty)"]}}
            """
        let config = try OCIDocument.decode(ImageConfig.self, from: Array(json.utf8))
        #expect(config.platform == Platform(os: "linux", architecture: "amd64"))
        #expect(config.config.command == ["sh"] && config.config.entrypoint == nil)
        #expect(config.config.volumes == ["/d"])
        #expect(config.config.healthcheck?.interval == .seconds(5))
        #expect(config.history.map(\.isEmptyLayer) == [false, true])
        let written = String(decoding: try OCIDocument.encode(config), as: UTF8.self)
        #expect(
            written == """
                {"architecture":"amd64","config":{"Cmd":["sh"],"Env":["PATH=/bin"],"Healthcheck":{"Interval":5000000000,\
                "Test":["CMD","x"]},"Volumes":{"/d":{}},"WorkingDir":"/a/b"},"created":"2024-01-01T00:00:00Z",\
                "history":[{"created_by":"RUN x"},{"created_by":"ENV a","empty_layer":true}],"os":"linux",\
                "rootfs":{"diff_ids":["\(DigestTests.empty)"],"type":"layers"}}
                """)
    }

    @Test("A manifest round-trips")
    func manifest() throws {
        let manifest = Manifest(
            config: Descriptor(mediaType: .config, content: [1]),
            layers: [Descriptor(mediaType: .layerGzip, content: [2], annotations: ["a": "b"])])
        let bytes = try OCIDocument.encode(manifest)
        #expect(try OCIDocument.decode(Manifest.self, from: bytes) == manifest)
    }

    @Test(
        "A mistake names the member",
        arguments: [
            (#"{"layers":[]}"#, "invalid image manifest: config is missing"),
            (
                #"{"config":{"mediaType":"x","digest":"md5:1","size":1}}"#,
                #"invalid image manifest: config.digest: invalid digest "md5:1": the algorithm "md5" is not known, only sha256 and sha512 are"#
            ),
            ("<html>", "invalid image manifest: it is no JSON"),
        ])
    func mistakes(_ json: String, message: String) {
        let error = #expect(throws: OCIFormatError.self) {
            try OCIDocument.decode(Manifest.self, from: Array(json.utf8))
        }
        #expect(error?.description == message)
    }

    @Test(
        arguments: [
            (MediaType.layerGzip, LayerCompression.gzip), (.dockerLayerGzip, .gzip), (.layerZstd, .zstd),
            (.layer, .uncompressed), ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", .gzip),
            (.config, nil),
        ] as [(MediaType, LayerCompression?)])
    func layerTypes(_ type: MediaType, compression: LayerCompression?) {
        #expect(type.layerCompression == compression)
    }

    @Test("Parameters of a content type don't count")
    func parameters() {
        #expect(MediaType(rawValue: "application/vnd.oci.image.index.v1+json; charset=utf-8") == .index)
    }
}
