import Bus
import GatewayCore
import Messages
import RedisStreams

/// How the services are, and what they are told.
struct OperationsHandlers: Sendable {
    let bus: RedisBus
    let commands: CommandDispatcher
    let events: EventStreams

    func status() async throws -> Answer {
        let statuses = try await bus.status()
        let jobs = try await JobQueueState(statuses, on: bus)
        return .json(StatusView.json(statuses, shards: bus.shardCount, jobs: jobs))
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
        try await events.answer(try EventRequest(call.values), for: call.caller)
    }
}
