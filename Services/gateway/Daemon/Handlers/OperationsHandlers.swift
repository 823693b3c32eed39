import GatewayCore
import Messages
import RedisStreams

/// How the services are, and what they are told.
struct OperationsHandlers: Sendable {
    let bus: RedisBus
    let commands: CommandDispatcher
    let events: EventFeed

    func status() async throws -> Answer {
        .json(StatusView.json(try await bus.status(), shards: bus.shardCount))
    }

    func subscribe(_ call: Call) async throws -> Answer {
        try await commands.answer(.subscribe(try call.instrument("instrument")), for: call)
    }

    func unsubscribe(_ call: Call) async throws -> Answer {
        try await commands.answer(.unsubscribe(try call.instrument("instrument")), for: call)
    }

    func switchKill(_ call: Call) async throws -> Answer {
        let reason = call.body.text("reason") ?? ""
        let isEngaged = call.body.text("action") == "engage"
        return try await commands.answer(
            isEngaged ? .engageKillSwitch(reason: reason) : .releaseKillSwitch(reason: reason), for: call)
    }

    func followEvents(_ call: Call) async throws -> Answer {
        try await events.answer(
            resumingAfter: call.values.eventCursor("Last-Event-ID"),
            instrument: call.values.instrument("instrument"))
    }
}
