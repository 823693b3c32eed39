import Domain
import ExecutorCore
import Messages
import Pipeline
import Testing

@Suite struct `The kill switch` {
    @Test func `refuses what opens, and lets a position close`() throws {
        var core = executor()
        _ = try core.tell(bar(0, 100, 100), decision(0, .long), bar(1, 100, 100))
        #expect(
            try core.tell(command(.engageKillSwitch(reason: "drill")))
                == ["done engaged; 0 pending orders stopped from opening"])
        #expect(
            try core.tell(decision(1, .short)) == [
                "journalled sell 10 reduced to closing by kill_switch: drill"
            ])
        #expect(try core.tell(bar(2, 100, 100)).last == "position 0 realized 0")
        #expect(try core.tell(decision(2, .long)) == ["refused buy 10 kill_switch: drill"])
    }

    @Test func `cancels a pending order that would open`() throws {
        var core = executor()
        _ = try core.tell(
            bar(0, 100, 100), decision(0, .long), bar(0, 100, 100, of: ether), decision(0, .short, of: ether))
        #expect(
            try core.tell(command(.engageKillSwitch(reason: "drill"))) == [
                "cancelled buy 10 kill_switch: drill", "cancelled sell 10 kill_switch: drill",
                "done engaged; 2 pending orders stopped from opening",
            ])
        #expect(try core.tell(bar(1, 100, 100), bar(1, 100, 100, of: ether)).isEmpty)
    }

    @Test func `lets a pending turn close and cancels the rest of it`() throws {
        var core = executor()
        _ = try core.tell(bar(0, 100, 100), decision(0, .long), bar(1, 100, 100), decision(1, .short))
        #expect(
            try core.tell(command(.engageKillSwitch(reason: "drill")))
                == ["done engaged; 1 pending orders stopped from opening"])
        #expect(
            try core.tell(bar(2, 110, 110)) == [
                "accepted sell 20", "fill sell 10 at 110 fee 0", "accepted sell 20",
                "position 0 realized 100",
                "cancelled sell 20 kill_switch: drill",
            ])
    }

    @Test func `is released by a command`() throws {
        var core = executor()
        _ = try core.tell(
            command(.engageKillSwitch(reason: "drill")), bar(0, 100, 100), decision(0, .long),
            bar(1, 100, 100))
        #expect(try core.tell(command(.releaseKillSwitch(reason: "over"), id: "c2")) == ["done released"])
        #expect(try core.tell(decision(1, .long)) == ["journalled buy 10"])
    }

    @Test func `answers every command once`() throws {
        var core = executor()
        let engage = command(.engageKillSwitch(reason: "drill"))
        #expect(try core.tell(engage).count == 1)
        #expect(try core.tell(engage).isEmpty)
        #expect(try core.tell(command(.releaseKillSwitch(reason: "over"), id: "c2")).count == 1)
        // The first command once more: it must not engage the switch again.
        #expect(try core.tell(engage).isEmpty)
        #expect(try core.tell(bar(0, 100, 100), decision(0, .long)) == ["journalled buy 10"])
        #expect(
            try core.tell(command(.subscribe(bitcoin), id: "c3")) == [
                "not done send subscribe to market-feed"
            ])
    }

    @Test func `names command, service and shard in its reply`() throws {
        var core = executor()
        let items = try core.take([command(.engageKillSwitch(reason: "drill"), id: "c7", at: 5)])
        #expect(items.map(\.stream) == [.replies])
        guard case .commandReplied(let reply) = items.first?.body else {
            return #expect(Bool(false), "no reply")
        }
        #expect(reply.id == "reply/c7/executor/s03")
        #expect(reply.replyTo == "r")
        #expect(reply.occurredAt == start(5))
    }
}
