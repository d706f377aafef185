/// What is known of the programs that fetch dependencies.
///
/// A command of the table has flags that are known and no argument that isn't: whatever else it is told may be a file or
/// a folder. Beside the files that it reads stand those that make it read more: workspaces, patches, local packages. No
/// file's contents are known here, so a project that has one of them gets no advice.
extension DependencyCommand {
    /// Looks a command up; nil for one that is not known.
    init?(command words: [Substring]) {
        guard let program = words.first else { return nil }
        let verb = words.dropFirst().first ?? ""
        let rest = words.dropFirst(2)
        let found: DependencyCommand?
        switch (program, verb) {
        case ("go", "mod"): found = Self.go(rest)
        case ("npm", "install"), ("npm", "i"), ("npm", "ci"):
            let locks = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", ".npmrc"]
            found = Self.javaScript(rest, .npm, locks: locks)
        case ("yarn", _):
            let flags = verb == "install" ? rest : words.dropFirst()
            found = Self.javaScript(flags, .yarn, locks: ["yarn.lock", ".npmrc", ".yarnrc.yml"])
        case ("pnpm", "install"), ("pnpm", "i"):
            found = Self.javaScript(rest, .pnpm, locks: ["pnpm-lock.yaml", ".npmrc"])
        case ("pip", "install"), ("pip3", "install"): found = Self.pip(rest)
        case ("python", "-m"), ("python3", "-m"):
            found = rest.starts(with: ["pip", "install"]) ? Self.pip(rest.dropFirst(2)) : nil
        case ("cargo", "fetch"): found = Self.cargo(rest)
        case ("bundle", _): found = Self.bundler(verb == "install" ? rest : words.dropFirst())
        case ("mvn", _): found = Self.maven(words.dropFirst())
        case ("composer", "install"): found = Self.composer(rest)
        default: found = nil
        }
        guard let found else { return nil }
        self = found
    }

    private static func go(_ words: ArraySlice<Substring>) -> DependencyCommand? {
        guard words.first == "download", ProgramFlags.go.arguments(of: words.dropFirst()) == [] else { return nil }
        var command = DependencyCommand(required: ["go.mod"], optional: ["go.sum"])
        // Another module may be what `replace` puts in a dependency's place.
        command.others.names = ["go.mod", "go.work"]
        command.others.folders = ["vendor"]
        return command
    }

    private static func javaScript(
        _ words: ArraySlice<Substring>, _ flags: ProgramFlags, locks: [String]
    ) -> DependencyCommand? {
        guard flags.arguments(of: words) == [] else { return nil }
        var command = DependencyCommand(
            required: ["package.json"], optional: locks + [".node-version", ".tool-versions"])
        // Another package may be of the workspace, or a dependency by its path.
        command.others.names = [
            "package.json", "package.json5", "package.yaml", "pnpm-workspace.yaml", ".pnpmfile.cjs", ".pnpmfile.mjs",
            "pnpmfile.js", ".yarnrc", ".pnp.cjs", ".pnp.js", ".pnp.loader.mjs",
        ]
        command.others.endings = [".tgz", ".tar.gz", ".patch", ".diff"]
        // Installed packages that are copied were replaced by the command; in the other order they'd lie over its own.
        command.others.folders = ["node_modules", "patches", ".yarn"]
        guard !words.contains("--ignore-scripts") else { return command }
        // What the project's own scripts for installing are likely to run or to read.
        command.others.names.insert("binding.gyp")
        command.others.folders += ["scripts", "script", "prisma", ".husky"]
        command.others.beginnings = [
            "install.", "preinstall", "pre-install", "postinstall", "post-install", "prepare",
        ]
        return command
    }

    /// `pip install -r FILE…` without anything else that may be of the project.
    private static func pip(_ words: ArraySlice<Substring>) -> DependencyCommand? {
        var (files, flags): ([String], [Substring]) = ([], [])
        var hasRequirements = false
        var rest = words
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first, ["-r", "--requirement", "-c", "--constraint"].contains(name) else {
                flags.append(word)
                continue
            }
            let isShort = !name.hasPrefix("--")
            let value = parts.count == 1 ? rest.popFirst() : isShort ? nil : parts.last
            guard let file = value.flatMap(inside) else { return nil }
            if !files.contains(file) { files.append(file) }
            if name == "-r" || name == "--requirement" { hasRequirements = true }
        }
        guard hasRequirements, ProgramFlags.pip.arguments(of: flags[...]) == [] else { return nil }
        var command = DependencyCommand(required: files, optional: [".python-version", ".tool-versions"])
        // A list may name another one, a package of the project, or a file.
        command.others.names = ["setup.py", "setup.cfg", "pyproject.toml"]
        command.others.endings = [".whl", ".egg", ".zip", ".tgz", ".tar.gz", ".tar.bz2"]
        command.others.listFolders = Set(files.map { $0.dividedPath.folder })
        return command
    }

    /// A path below the project's folder, in its shortest form.
    private static func inside(_ path: Substring) -> String? {
        guard !path.hasPrefix("/"), !path.hasSuffix("/"), !path.contains(":") else { return nil }
        let parts = path.split(separator: "/").filter { $0 != "." }
        return parts.isEmpty || parts.contains("..") ? nil : parts.joined(separator: "/")
    }

    /// Cargo refuses a manifest without a target, and finds targets by looking for files.
    ///
    /// Seen with cargo 1.95: `fetch` looks for src/main.rs, src/lib.rs and a build.rs that `links` asks for, and reads
    /// none of them. It also looks for what `[[bin]]`, `[[bench]]`, `[[example]]` and `[[test]]` name in their folders;
    /// which that is only the manifest tells.
    private static func cargo(_ words: ArraySlice<Substring>) -> DependencyCommand? {
        guard ProgramFlags.cargo.arguments(of: words) == [] else { return nil }
        var command = DependencyCommand(
            required: ["Cargo.toml"], optional: ["Cargo.lock", "rust-toolchain", "rust-toolchain.toml"])
        command.placeholders = Placeholders(oneOf: ["src/main.rs", "src/lib.rs"], optional: ["build.rs"])
        command.others.names = ["Cargo.toml"]
        command.others.folders = [".cargo", "vendor", "src/bin", "benches", "examples", "tests"]
        return command
    }

    private static func bundler(_ words: ArraySlice<Substring>) -> DependencyCommand? {
        guard ProgramFlags.bundler.arguments(of: words) == [] else { return nil }
        var command = DependencyCommand(
            required: ["Gemfile"], optional: ["Gemfile.lock", ".ruby-version", ".tool-versions"])
        command.others.names = ["gems.rb", "gems.locked"]
        command.others.beginnings = ["Gemfile"]
        command.others.endings = [".gemspec", ".gemfile", ".gem"]
        command.others.folders = [".bundle", "gemfiles", "vendor/cache", "vendor/bundle", "vendor/gems"]
        return command
    }

    private static func maven(_ words: ArraySlice<Substring>) -> DependencyCommand? {
        let goals: Set<Substring> = ["dependency:go-offline", "dependency:resolve", "dependency:resolve-plugins"]
        guard let arguments = ProgramFlags.maven.arguments(of: words), !arguments.isEmpty,
            arguments.allSatisfy(goals.contains)
        else { return nil }
        var command = DependencyCommand(required: ["pom.xml"])
        // Modules and parents, and what a repository inside the project has.
        command.others.endings = ["pom.xml", ".pom", ".jar"]
        command.others.folders = [".mvn"]
        return command
    }

    /// Scripts and the autoloader go over the project's sources, so both have to be left out.
    private static func composer(_ words: ArraySlice<Substring>) -> DependencyCommand? {
        guard words.contains("--no-scripts"), words.contains("--no-autoloader"),
            ProgramFlags.composer.arguments(of: words) == []
        else { return nil }
        var command = DependencyCommand(required: ["composer.json"], optional: ["composer.lock", "auth.json"])
        command.others.names = ["patches.json", "symfony.lock"]
        command.others.beginnings = ["composer."]
        command.others.endings = [".patch", ".diff", ".zip", ".tar", ".tar.gz", ".tgz"]
        command.others.folders = ["vendor", "patches"]
        return command
    }
}
