import Foundation

/// A build whose steps are all in the cache: the guide's project if one is named, else one of the same shape.
struct NothingToDo: Workload {
    let name = "nothing to do"
    let phases = [Phase(name: "all cached", budget: 0.4)]
    let guide: Guide?

    func prepare(_ bench: Workbench) throws {
        if guide != nil { _ = try bench.startedRegistry() }
    }

    func request(_ phase: Phase, _ turn: Turn) throws -> BuildRequest {
        let request = try guide?.request(turn) ?? turn.build(Self.dockerfile)
        if turn.round == 0 { _ = try turn.builder.build(request) }
        return request
    }

    private static let dockerfile = """
        ARG BASE
        FROM ${BASE} AS base
        WORKDIR /src
        COPY Dockerfile go.mod
        RUN cat go.mod >/downloaded
        COPY . .
        FROM base AS build-client
        RUN sha256sum go.mod >/client
        FROM base AS build-server
        RUN sha512sum go.mod >/server
        FROM scratch
        COPY --from=build-client /client /bin/
        COPY --from=build-server /server /bin/
        ENTRYPOINT ["/bin/server"]
        """
}
