import BuildEvents
import Testing

@Suite struct SecretMaskerTests {
    private func masked(_ chunks: [String], secrets: [String]) -> String {
        var masker = SecretMasker(values: secrets.map { Array($0.utf8) })
        let shown = chunks.map { masker.mask(Array($0.utf8)) }.flatMap { $0 } + masker.finish()
        return String(decoding: shown, as: UTF8.self)
    }

    @Test(arguments: [
        ("token=hunter22!\n", ["hunter22"], "token=***!\n"),
        ("hunter22\n", ["hunter22\n"], "***\n"),
        ("short abc12\n", ["abc12"], "short abc12\n"),
        ("hhunter22hunter22", ["hunter22"], "h******"),
        ("-----KEY-----\r\nQUJDREVG\n", ["-----KEY-----\nQUJDREVG\nxx\n"], "***\r\n***\n"),
        ("aaaaaaaab", ["aaaaaab"], "aa***"),
        ("one-secret-two", ["secret-two", "secret"], "one-***"),
        ("       ", ["       "], "       "),
    ])
    func masksValuesAndTheirLines(_ text: String, _ secrets: [String], _ expected: String) {
        #expect(masked([text], secrets: secrets) == expected)
        // However the output is cut, the same is shown.
        #expect(masked(text.map(String.init), secrets: secrets) == expected)
        for cut in 0...text.count {
            #expect(masked([String(text.prefix(cut)), String(text.dropFirst(cut))], secrets: secrets) == expected)
        }
    }

    @Test func onlyWhatMayBecomeASecretIsHeldBack() {
        var masker = SecretMasker(values: [Array("hunter22".utf8)])
        #expect(masker.mask(Array("say hunt".utf8)) == Array("say ".utf8))
        #expect(masker.mask(Array("ing".utf8)) == Array("hunting".utf8))
        #expect(masker.finish().isEmpty)
        #expect(masker.masked("exit of hunter22") == "exit of ***")
    }
}
