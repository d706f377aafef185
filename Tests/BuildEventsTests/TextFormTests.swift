import BuildEvents
import OCIFormat
import Testing

@Suite struct TextFormTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-21T04:38:09.671172907Z", 1_795_235_889_671_172_907),
            ("2026-08-20T10:00:01.7Z", 1_787_220_001_700_000_000), ("2000-02-29T23:59:59Z", 951_868_799_000_000_000),
        ] as [(String, Int64)])
    func timesAreReadAndWritten(_ text: String, _ nanoseconds: Int64) {
        #expect(Timestamp.nanoseconds(of: text) == nanoseconds)
        #expect(Timestamp.text(nanoseconds: nanoseconds) == text)
    }

    @Test(arguments: [(1.5, 1_500_000_000), (.nan, 0), (-1, 0), (.infinity, 0)] as [(Double, Int64)])
    func secondsBecomeInstants(_ seconds: Double, _ nanoseconds: Int64) {
        #expect(Timestamp.nanoseconds(ofSeconds: seconds) == nanoseconds)
    }

    @Test func offsetsAreTakenOff() {
        #expect(Timestamp.nanoseconds(of: "1970-01-01T02:00:01+02:00") == 1_000_000_000)
    }

    @Test(arguments: [
        "0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2300-01-01T00:00:00Z", "", "2026-13-01T00:00:00Z",
        "2026-08-20 10:00:01Z", "2026-08-20T10:00:01",
    ])
    func whatIsNoTimeIsNone(_ text: String) {
        #expect(Timestamp.nanoseconds(of: text) == nil)
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
    func base64IsThatOfTheStandard(_ text: String, _ digits: String) {
        #expect(Base64.encode(Array(text.utf8)) == digits)
        #expect(Base64.decode(digits) == Array(text.utf8))
    }

    @Test(arguments: ["Zg=", "Z===", "Zg==Zg==", "Z*==", "===="])
    func whatIsNoBase64IsRefused(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(
        arguments: [
            ("[build 2/4] RUN make", nil, nil, "build", 2, 4, nil, "RUN make", "run"),
            ("[ 2/12] COPY . .", nil, nil, "", 2, 12, nil, "COPY . .", "copy"),
            ("[stage-1  1/10] FROM a@b", nil, nil, "stage-1", 1, 10, nil, "FROM a@b", "image"),
            ("[linux/amd64 b 1/1] WORKDIR /x", "linux/amd64", nil, "b", 1, 1, nil, "WORKDIR /x", "workdir"),
            ("[linux/amd64->arm64 b 1/1] ADD x", "linux/amd64", "linux/arm64", "b", 1, 1, nil, "ADD x", "copy"),
            ("[linux/amd64->linux/arm/v7 1/1] RUN x", "linux/amd64", "linux/arm/v7", "", 1, 1, nil, "RUN x", "run"),
            ("[app build 1/2] ONBUILD RUN x", nil, nil, "app build", 1, 2, nil, "ONBUILD RUN x", "run"),
            ("[internal] load build context", nil, nil, nil, nil, nil, "internal", "load build context", "context"),
            ("[linux/amd64 internal] load x", "linux/amd64", nil, nil, nil, nil, "internal", "load x", "internal"),
            ("exporting to image", nil, nil, nil, nil, nil, nil, "exporting to image", "export"),
        ] as [(String, String?, String?, String?, Int?, Int?, String?, String, String)])
    func namesAreTakenApart(
        _ expected: (String, String?, String?, String?, Int?, Int?, String?, String, String)
    ) {
        let name = VertexName(parsing: expected.0)
        #expect(name.platform?.description == expected.1)
        #expect(name.targetPlatform?.description == expected.2)
        #expect(name.stage == expected.3)
        #expect(name.step == expected.4)
        #expect(name.stepCount == expected.5)
        #expect(name.label == expected.6)
        #expect(name.text == expected.7)
        #expect(name.kind == expected.8)
    }
}
