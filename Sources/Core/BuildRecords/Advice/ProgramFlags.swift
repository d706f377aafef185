/// The flags of a program that make it read no more files.
///
/// Any other flag is unknown, and its next word may be its value or an argument.
struct ProgramFlags: Sendable {
    /// Those without a value; `=true` and `=false` may follow.
    var bare: Set<Substring>
    /// Those with a value that is never a file.
    var words: Set<Substring> = []
    /// Those with a value that may be a folder, if it isn't an address.
    var addresses: Set<Substring> = []

    /// The words that are no flags; nil where there is a flag that is not known.
    func arguments(of line: ArraySlice<Substring>) -> [Substring]? {
        var arguments: [Substring] = []
        var rest = line
        while let word = rest.popFirst() {
            guard word.hasPrefix("-") else {
                arguments.append(word)
                continue
            }
            if bare.contains(word) || isShort(word) { continue }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0]
            if parts.count > 1, bare.contains(name), parts[1] == "true" || parts[1] == "false" { continue }
            guard let value = parts.count > 1 ? parts[1] : rest.popFirst(), !value.isEmpty, !value.hasPrefix("-")
            else { return nil }
            let isAddress = value.hasPrefix("https://") || value.hasPrefix("http://")
            guard words.contains(name) && !value.contains("/") || addresses.contains(name) && isAddress else {
                return nil
            }
        }
        return arguments
    }

    /// Whether a flag of one letter has its number right behind it, as `-j4`.
    private func isShort(_ word: Substring) -> Bool {
        word.count > 2 && words.contains(word.prefix(2)) && word.dropFirst(2).allSatisfy(\.isNumber)
    }
}

// MARK: - Programs

extension ProgramFlags {
    static let go = ProgramFlags(bare: ["-x", "-json"])

    static let npm = ProgramFlags(
        bare: [
            "--audit", "--force", "--fund", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund",
            "--no-optional", "--no-package-lock", "--no-progress", "--no-save", "--no-update-notifier",
            "--prefer-offline", "--production", "--progress", "--quiet", "--silent", "--strict-peer-deps",
            "--unsafe-perm", "--verbose", "-f", "-q", "-s",
        ], words: ["--include", "--loglevel", "--omit", "--only"], addresses: ["--registry"])

    static let yarn = ProgramFlags(
        bare: [
            "--check-cache", "--check-files", "--force", "--frozen-lockfile", "--ignore-engines",
            "--ignore-optional", "--ignore-platform", "--ignore-scripts", "--immutable", "--immutable-cache",
            "--inline-builds", "--no-bin-links", "--no-lockfile", "--no-progress", "--non-interactive",
            "--prefer-offline", "--prod", "--production", "--pure-lockfile", "--silent", "--verbose", "-s",
        ], words: ["--mode", "--network-concurrency", "--network-timeout"], addresses: ["--registry"])

    static let pnpm = ProgramFlags(
        bare: [
            "--dev", "--force", "--frozen-lockfile", "--ignore-scripts", "--no-frozen-lockfile", "--no-optional",
            "--no-strict-peer-dependencies", "--prefer-offline", "--prod", "--production", "--shamefully-hoist",
            "--silent", "--strict-peer-dependencies", "--unsafe-perm", "-D", "-P", "-s",
        ], words: ["--loglevel", "--network-concurrency", "--reporter"], addresses: ["--registry"])

    static let pip = ProgramFlags(
        bare: [
            "--break-system-packages", "--compile", "--disable-pip-version-check", "--force-reinstall",
            "--ignore-installed", "--no-build-isolation", "--no-cache", "--no-cache-dir", "--no-color",
            "--no-compile", "--no-deps", "--no-input", "--no-warn-script-location", "--pre", "--prefer-binary",
            "--quiet", "--require-hashes", "--upgrade", "--use-pep517", "--user", "--verbose", "-I", "-U", "-q",
            "-qq", "-v", "-vv",
        ],
        words: [
            "--default-timeout", "--exists-action", "--no-binary", "--only-binary", "--progress-bar", "--retries",
            "--root-user-action", "--timeout", "--trusted-host", "--upgrade-strategy",
        ], addresses: ["--extra-index-url", "--index-url", "-i"])

    /// `--target` may name a file.
    static let cargo = ProgramFlags(bare: ["--locked", "--quiet", "--verbose", "-q", "-v", "-vv"], words: ["--color"])

    static let bundler = ProgramFlags(
        bare: ["--deployment", "--frozen", "--full-index", "--no-cache", "--prefer-local", "--quiet", "--verbose"],
        words: ["--jobs", "--retry", "--with", "--without", "-j"])

    static let maven = ProgramFlags(
        bare: [
            "--batch-mode", "--debug", "--errors", "--no-transfer-progress", "--quiet", "--show-version",
            "--update-snapshots", "-B", "-DskipTests", "-Dmaven.test.skip", "-U", "-V", "-X", "-e", "-ntp", "-q",
        ], words: ["--activate-profiles", "--threads", "-P", "-T"])

    static let composer = ProgramFlags(
        bare: [
            "--ansi", "--classmap-authoritative", "--ignore-platform-reqs", "--no-ansi", "--no-autoloader",
            "--no-cache", "--no-dev", "--no-interaction", "--no-plugins", "--no-progress", "--no-scripts",
            "--no-suggest", "--optimize-autoloader", "--prefer-dist", "--prefer-source", "--quiet", "-a", "-n",
            "-o", "-q", "-v", "-vv", "-vvv",
        ], words: ["--ignore-platform-req"])

    static let apk = ProgramFlags(
        bare: ["--no-cache", "--quiet", "--update", "--update-cache", "--upgrade", "-U", "-q", "-u"],
        words: ["--virtual", "-t"], addresses: ["--repository", "-X"])

    static let apt = ProgramFlags(
        bare: [
            "--assume-yes", "--no-install-recommends", "--no-install-suggests", "--quiet", "--yes", "-q", "-qq", "-qy",
            "-y", "-yq", "-yqq",
        ], words: ["--target-release", "-t"])
}
