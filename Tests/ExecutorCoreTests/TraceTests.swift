import Domain
import ExecutorCore
import Messages
import Pipeline
import Testing

@Suite struct `The trace of what the executor does` {
    private func traced(_ message: Message, _ trace: String) -> Message {
        Message(message.body, trace: trace)
    }

    private func traces(_ items: [Outbox.Item]) -> [String?] { items.map(\.trace) }

    @Test(arguments: [false, true])
    func `is the decision's, whatever brought the price, also after a restart`(isRestarted: Bool) throws {
        var core = executor()
        _ = try core.take([bar(0, 100, 100)])
        let journalled = try core.take([traced(decision(0, .long), "decision")])
        #expect(traces(journalled) == ["decision"])
        if isRestarted {
            core = try Executor(shard: Shard(3), settings: settings(), snapshot: core.snapshot())
        }
        let filled = try core.take([traced(bar(1, 100, 100), "bar")])
        #expect(filled.count == 4 && traces(filled).allSatisfy { $0 == "decision" })
    }

    @Test func `is the decision's also where its bar came after it`() throws {
        var core = executor()
        let early = try core.take([traced(decision(0, .long), "decision")])
        #expect(early.isEmpty)
        #expect(try traces(core.take([traced(bar(0, 100, 100), "bar")])) == ["decision"])
    }

    @Test func `of a person's order is the request's`() throws {
        var core = executor()
        _ = try core.take([bar(0, 100, 100), decision(0, .flat), bar(1, 100, 100)])
        let order = PlannedOrder(
            instrument: bitcoin, side: .buy, quantity: Quantity(whole: 1), worstPrice: Price(whole: 200))
        // It waits for the decision on the last bar.
        #expect(try core.take([traced(command(.placeOrder(order)), "request")]).isEmpty)
        let placed = try core.take([traced(decision(1, .flat), "decision")])
        #expect(placed.count == 2 && traces(placed).allSatisfy { $0 == "request" })
        let filled = try core.take([traced(bar(2, 100, 100), "bar")])
        #expect(filled.count == 4 && traces(filled).allSatisfy { $0 == "request" })
    }
}
