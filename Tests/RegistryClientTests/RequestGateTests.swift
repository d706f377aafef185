import Testing

@testable import RegistryClient

@Suite("Only so many requests at a time")
struct RequestGateTests {
    @Test("The third waits for the first to leave, other keys don't")
    func order() async {
        let gate = RequestGate(width: 2)
        #expect(await gate.enter("a"))
        #expect(await gate.enter("a"))
        #expect(await gate.enter("b"))
        async let third = gate.enter("a")
        gate.leave("a")
        #expect(await third)
    }

    @Test("A cancelled task doesn't wait")
    func cancellation() async {
        let gate = RequestGate(width: 1)
        #expect(await gate.enter("a"))
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await gate.enter("a") }
            group.cancelAll()
            #expect(await group.next() == false)
        }
        gate.leave("a")
        #expect(await gate.enter("a"))
    }
}
