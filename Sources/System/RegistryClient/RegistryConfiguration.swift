package import SystemPackage

/// How registries are reached, with the keys of buildkitd.toml's `[registry."HOST"]` tables.
package struct RegistryConfiguration: Sendable, Equatable {
    /// Settings by host and optional port, such as `docker.io` or `127.0.0.1:5000`; mirrors have entries of their own.
    package var hosts: [String: HostConfiguration]
    /// How many blobs one host is asked for at the same time.
    package var blobsPerHost: Int

    /// Makes a configuration; without entries all is asked by HTTPS from the registries themselves.
    package init(hosts: [String: HostConfiguration] = [:], blobsPerHost: Int = 4) {
        self.hosts = hosts
        self.blobsPerHost = max(1, blobsPerHost)
    }

    /// The settings of one host.
    package struct HostConfiguration: Sendable, Equatable {
        /// Hosts to ask first, in turn, as `host[:port][/path]`.
        package var mirrors: [String]
        /// Whether to speak plain HTTP; nil means HTTPS, and for a loopback address HTTP where HTTPS fails.
        package var usesPlainHTTP: Bool?
        /// Whether any certificate will do.
        package var isInsecure: Bool
        /// PEM files of authorities that are trusted besides the system's.
        package var authorities: [FilePath]
        /// PEM files of the client's own certificate and key.
        package var keyPairs: [KeyPair]

        /// Makes the settings of a host; the default is HTTPS with the system's authorities.
        package init(
            mirrors: [String] = [], usesPlainHTTP: Bool? = nil, isInsecure: Bool = false, authorities: [FilePath] = [],
            keyPairs: [KeyPair] = []
        ) {
            self.mirrors = mirrors
            self.usesPlainHTTP = usesPlainHTTP
            self.isInsecure = isInsecure
            self.authorities = authorities
            self.keyPairs = keyPairs
        }
    }

    /// A client certificate with its key.
    package struct KeyPair: Sendable, Equatable {
        /// The PEM file of the key.
        package var key: FilePath
        /// The PEM file of the certificate and those that it hangs from.
        package var certificate: FilePath

        /// Names both files.
        package init(key: FilePath, certificate: FilePath) {
            self.key = key
            self.certificate = certificate
        }
    }
}
