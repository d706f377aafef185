import BuildEvents
package import BuildRecords

extension Listings {
    /// The recorded builds, an object a line, with the members that `docker buildx history ls` has and further ones.
    package static func historyJSON(_ builds: [BuildSummary]) -> String {
        lines(builds) { build, text in
            text.member("ref", build.build)
            if let number = build.number { text.member("number", number) }
            text.member("name", ([build.context] + [build.target].compactMap { $0 }).joined(separator: ":"))
            text.member("status", status(of: build.result))
            text.member("created_at", time(build.created))
            if build.result != .running {
                text.member("completed_at", time(build.created + Double(build.duration) / 1e9))
            }
            text.member("total_steps", build.counts.total)
            text.member("completed_steps", build.counts.hits + build.counts.ran)
            text.member("cached_steps", build.counts.hits)
            text.member("dockerfile", build.dockerfile)
            text.member("target", ifPresent: build.target)
            text.member("duration_ns", build.duration)
            text.member("error", ifPresent: build.error)
            text.member("first_cause", ifPresent: build.firstCause)
        }
    }

    /// The store's images, an object a line.
    package static func imagesJSON(_ images: [Image]) -> String {
        lines(images) { image, text in
            text.member("name", image.name)
            text.member("digest", image.digest)
            text.member("platforms", list: image.platforms)
            text.member("size", image.size)
            text.member("created_at", ifPresent: image.created.map(time))
        }
    }

    /// The words of `docker buildx history ls`.
    private static func status(of result: BuildSummary.Result) -> String {
        switch result {
        case .running: "Running"
        case .succeeded: "Completed"
        case .failed: "Error"
        case .cancelled: "Canceled"
        case .interrupted: "Interrupted"
        }
    }

    private static func time(_ seconds: Double) -> String {
        Timestamp.text(nanoseconds: Timestamp.nanoseconds(ofSeconds: seconds))
    }

    private static func lines<Value>(_ values: [Value], _ body: (Value, inout JSONText) -> Void) -> String {
        var text = JSONText()
        for value in values {
            text.object { body(value, &$0) }
            text.newline()
        }
        return text.string
    }
}
