import BuildGraph
import OCIFormat
import Testing

@testable import Solver

@Suite struct SolverTests {
    /// A stage that copies the context and builds, and a final stage that copies from it.
    private func project(command: String = "build") throws -> Graph {
        var maker = GraphMaker()
        let base = try maker.image("alpine")
        let context = maker.context()
        let copied = maker.copy("COPY . .", from: context, into: base)
        let built = maker.run(command, on: copied, name: "RUN build")
        let target = maker.copy("COPY --from", from: built, into: nil)
        return maker.graph(target: target)
    }

    @Test func firstBuildRunsEverythingInOrder() throws {
        var builds = SimulatedBuilds()
        let asked = builds.build(try project())
        #expect(asked.ran == ["alpine", "COPY . .", "RUN build", "COPY --from"])
        #expect(asked.isFinished)
    }

    @Test func secondBuildAsksOnceAndRunsNothing() throws {
        var builds = SimulatedBuilds()
        _ = builds.build(try project())
        let asked = builds.build(try project())
        #expect(asked.lookedUp == ["COPY --from"])
        #expect(asked.ran.isEmpty)
        #expect(asked.digested.isEmpty)
        #expect(asked.hits == ["COPY . .", "RUN build", "COPY --from"])
    }

    @Test func sameBinaryFromOtherSourcesStaysCachedInTheFinalStage() throws {
        var builds = SimulatedBuilds()
        _ = builds.build(try project())
        builds.contexts["COPY . ."] = "edited files"
        let asked = builds.build(try project())
        #expect(asked.ran == ["alpine", "COPY . .", "RUN build"])
        #expect(asked.hits == ["COPY --from"])
    }

    @Test func otherBinaryIsCopiedAgain() throws {
        var builds = SimulatedBuilds()
        _ = builds.build(try project())
        builds.contexts["COPY . ."] = "edited files"
        builds.contents["COPY --from"] = "another binary"
        #expect(try builds.build(project()).ran == ["alpine", "COPY . .", "RUN build", "COPY --from"])
    }

    /// FROM alpine, RUN first, RUN second.
    private func chain(first: String) throws -> Graph {
        var maker = GraphMaker()
        let base = try maker.image("alpine")
        let one = maker.run(first, on: base, name: "RUN first")
        let target = maker.run("second", on: one, name: "RUN second")
        return maker.graph(target: target)
    }

    @Test func whatFollowsTheSameResultIsCutOff() throws {
        var builds = SimulatedBuilds()
        _ = builds.build(try chain(first: "first A=1"))
        let asked = builds.build(try chain(first: "first A=2"))
        #expect(asked.ran == ["alpine", "RUN first"])
        #expect(asked.hits == ["RUN second"])
    }

    @Test func whatFollowsAnotherResultRuns() throws {
        var builds = SimulatedBuilds()
        _ = builds.build(try chain(first: "first A=1"))
        builds.layers["RUN first"] = "other files"
        #expect(try builds.build(chain(first: "first A=2")).ran == ["alpine", "RUN first", "RUN second"])
    }

    /// A copy of the context with two commands after it.
    ///
    /// Equal layers over different parents are different results.
    private func commandAfterCopy(command: String) throws -> Graph {
        var maker = GraphMaker()
        let base = try maker.image("alpine")
        let copied = maker.copy("COPY . .", from: maker.context(), into: base)
        let same = maker.run(command, on: copied, name: "RUN same")
        let target = maker.run("last", on: same, name: "RUN last")
        return maker.graph(target: target)
    }

    @Test func equalLayersOverAChangedCopyAreNotCutOff() throws {
        var builds = SimulatedBuilds()
        _ = builds.build(try commandAfterCopy(command: "same"))
        builds.contexts["COPY . ."] = "edited files"
        #expect(
            try builds.build(commandAfterCopy(command: "same")).ran == ["alpine", "COPY . .", "RUN same", "RUN last"])
    }

    @Test func cutOffResultIsFoundByItsDefinitionAfterwards() throws {
        var builds = SimulatedBuilds()
        _ = builds.build(try chain(first: "first A=1"))
        _ = builds.build(try chain(first: "first A=2"))
        let asked = builds.build(try chain(first: "first A=2"))
        #expect(asked.lookedUp == ["RUN second"])
        #expect(asked.ran.isEmpty)
    }

    @Test func vertexThatIgnoresTheCacheRunsThoughItsReaderIsKnown() throws {
        var maker = GraphMaker()
        let base = try maker.image("alpine")
        let one = maker.run("one", on: base, name: "RUN one")
        let two = maker.run("two", on: one, name: "RUN two")
        var builds = SimulatedBuilds()
        _ = builds.build(maker.graph(target: two))
        maker.ignoreCache(of: one)
        let asked = builds.build(maker.graph(target: two))
        #expect(asked.ran == ["alpine", "RUN one"])
        #expect(asked.hits == ["RUN two"])
    }

    @Test func copyThatIgnoresTheCacheWaitsForItsFilesDigests() throws {
        var maker = GraphMaker()
        let base = try maker.image("alpine")
        let context = maker.context()
        let copied = maker.copy("COPY . .", from: context, into: base)
        maker.ignoreCache(of: copied)
        var solver = Solver(graph: maker.graph(target: copied))
        #expect(solver.start() == [.digestContexts(copied)])
        let digest = Digest.sha256(of: Array("files".utf8))
        let actions = solver.receive(.contextsDigested(copied, [digest]))
        #expect(actions.count == 1)
        guard case .execute(base, _) = actions.first else { return #expect(Bool(false), "\(actions)") }
        let fetched = ExecutedResult(result: digest, isSameResult: true)
        guard case .execute(copied, let execution) = solver.receive(.executed(base, fetched)).first else {
            return #expect(Bool(false), "the copy does not run")
        }
        #expect(execution.readDigests == [digest])
    }

    @Test func nothingBeginsAfterAFailure() throws {
        var builds = SimulatedBuilds()
        builds.failing = "RUN build"
        let asked = builds.build(try project())
        #expect(asked.ran == ["alpine", "COPY . .", "RUN build"])
        #expect(!asked.isFinished)
    }

    @Test func stagesThatShareABaseRunItOnce() throws {
        var maker = GraphMaker()
        let alpine = try maker.image("alpine")
        let base = maker.run("base", on: alpine, name: "RUN base")
        let client = maker.run("client", on: base, name: "RUN client")
        let server = maker.run("server", on: base, name: "RUN server")
        let both = maker.copy("COPY client", from: client, into: server)
        var builds = SimulatedBuilds()
        let asked = builds.build(maker.graph(target: both))
        #expect(asked.ran.sorted() == ["COPY client", "RUN base", "RUN client", "RUN server", "alpine"])
    }

    @Test func emptyTargetFinishesAtOnce() {
        var graph = GraphMaker().graph(target: VertexID(0))
        graph.targets[0].vertex = nil
        var solver = Solver(graph: graph)
        #expect(solver.start() == [.finish])
    }

    @Test func longChainIsSolvedWithOneLookUp() throws {
        var maker = GraphMaker()
        var last = try maker.image("alpine")
        for number in 0..<2000 { last = maker.run("step \(number)", on: last) }
        let graph = maker.graph(target: last)
        var builds = SimulatedBuilds()
        #expect(builds.build(graph).ran.count == 2001)
        #expect(builds.build(graph).lookedUp == ["step 1999"])
    }
}
