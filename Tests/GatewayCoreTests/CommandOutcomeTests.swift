import Domain
import GatewayCore
import Messages
import Testing

@Suite struct `A command's outcome` {
    private func reply(_ shard: Int, accepted: Bool = true, to id: String = "c") -> CommandReplied {
        let issued = CommandIssued(
            .releaseKillSwitch(reason: "r"), id: id, issuer: "i", replyTo: id, at: Timestamp(milliseconds: 0))
        return CommandReplied(issued, by: .executor, on: Shard(shard), accepted: accepted, detail: "d")
    }

    @Test func `is pending until every shard has answered, and repeats do not count`() {
        var outcome = CommandOutcome(.engageKillSwitch(reason: "r"), id: "c", shards: 2)
        outcome.take(reply(0))
        outcome.take(reply(0))
        outcome.take(reply(1, to: "another"))
        #expect(!outcome.isComplete && outcome.httpStatus == 202)
        outcome.take(reply(1))
        #expect(outcome.isComplete && outcome.httpStatus == 200)
        #expect(outcome.json["status"] == "completed")
    }

    @Test func `is refused as soon as one shard refuses, with each reason once`() throws {
        var outcome = CommandOutcome(.engageKillSwitch(reason: "r"), id: "c", shards: 3)
        outcome.take(reply(0))
        #expect(outcome.refusal == nil)
        outcome.take(reply(1, accepted: false))
        outcome.take(reply(2, accepted: false))
        let refusal = try #require(outcome.refusal)
        #expect(refusal.status == 409 && refusal.detail == "The command was refused by executor: d.")
        let document = refusal.document(instance: "i")
        #expect(document["commandID"] == "c" && document.items("replies").count == 3)
        #expect(document["detail"] == .text(refusal.detail) && document["status"] == 409)
    }

    @Test func `of a command about one instrument takes one answer`() {
        let command = Command.subscribe(InstrumentID(venue: "sim", symbol: "X"))
        #expect(CommandOutcome(command, id: "c", shards: 16).expected == 1)
    }
}
