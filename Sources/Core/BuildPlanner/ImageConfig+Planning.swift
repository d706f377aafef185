import OCIFormat

extension ImageConfig {
    /// The image of `FROM scratch`.
    static func empty(for platform: Platform) -> ImageConfig {
        var config = ContainerConfig()
        config.workingDirectory = "/"
        if platform.os != "windows" { config.environment = ["PATH=\(defaultPath)"] }
        return ImageConfig(platform: platform, config: config)
    }

    /// What a container finds its programs in if nobody says otherwise.
    static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// Makes the image one for another platform.
    mutating func take(_ platform: Platform) {
        let isSame = os == platform.os && architecture == platform.architecture
        os = platform.os
        architecture = platform.architecture
        if platform.variant != nil || !isSame { variant = platform.variant }
        if platform.osVersion != nil || !isSame { osVersion = platform.osVersion }
        if let features = platform.osFeatures { osFeatures = features }
    }
}
