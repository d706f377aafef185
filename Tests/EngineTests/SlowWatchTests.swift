import BuildEvents
import EnginePorts
import Testing

@testable import Engine

@Suite struct SlowWatchTests {
    private let clock = HandClock()
    private let log = EventLog()
    private let watch: SlowWatch

    init() {
        watch = SlowWatch(clock: clock, events: log)
    }

    @Test func whatIsFastIsNotToldOf() async throws {
        async let _ = watch.look()
        await watch.showing("digesting", of: step) { clock.advance(milliseconds: 150) }
        await watch.asking("host", for: step) { clock.advance(milliseconds: 150) }
        try await watch.metering("copying", of: step) { meter in
            meter.add(7)
            clock.advance(milliseconds: 150)
        }
        #expect(log.payloads == [])
    }

    @Test func slowWorkIsShownUntilItEnds() async {
        async let _ = watch.look()
        let told = await watch.showing("digesting", of: step) {
            clock.advance(milliseconds: 250)
            return await log.next()
        }
        #expect(told == part("digesting"))
        #expect(log.payloads == [part("digesting"), part("digesting", isComplete: true)])
    }

    @Test func aSlowHostIsWhatTheStepWaitsFor() async {
        async let _ = watch.look()
        await watch.asking("registry.example", for: step) {
            clock.advance(milliseconds: 250)
            _ = await log.next()
        }
        #expect(log.payloads == [.waiting(step, .network("registry.example")), .waiting(step, nil)])
    }

    @Test func slowWorkThatFailedIsNotToldToBeComplete() async {
        async let _ = watch.look()
        struct Failure: Error {}
        await #expect(throws: Failure.self) {
            try await watch.metering("copying", of: step) { meter in
                meter.add(3)
                clock.advance(milliseconds: 250)
                _ = await log.next()
                throw Failure()
            }
        }
        #expect(log.payloads == [part("copying", 3)])
    }

    @Test func bytesAreToldTenTimesASecond() {
        let meter = TransferMeter(id: "sha256:1", total: 100, step: step, watch: watch)
        for _ in 0..<30 {
            clock.advance(milliseconds: 10)
            meter.add(1)
        }
        meter.finish()
        let figures = [0, 11, 22].map { part("sha256:1", $0, of: 100) }
        #expect(log.payloads == figures + [part("sha256:1", 30, of: 100, isComplete: true)])
    }

    @Test func silenceIsToldAndEndsWithTheNextBytes() async {
        async let _ = watch.look()
        let silence = NetworkSilence(host: "host", step: step, watch: watch)
        await silence.during {
            clock.advance(milliseconds: 250)
            _ = await log.next()
            await silence.heard {}
            _ = await log.next()
            clock.advance(milliseconds: 100)
            await silence.heard {}
        }
        #expect(log.payloads == [.waiting(step, .network("host")), .waiting(step, nil)])
    }

    @Test func bytesThatWeAreStillBusyWithAreNoSilence() async {
        async let _ = watch.look()
        let silence = NetworkSilence(host: "host", step: step, watch: watch)
        await silence.during {
            await silence.heard {
                // Other work is told of, so the watch has looked; this is not.
                await watch.showing("unpacking", of: step) {
                    clock.advance(milliseconds: 900)
                    _ = await log.next()
                }
            }
        }
        #expect(log.payloads == [part("unpacking"), part("unpacking", isComplete: true)])
    }
}
