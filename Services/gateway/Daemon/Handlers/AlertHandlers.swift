import Digests
import GatewayCore

/// Signals from outside, and the doors they come through.
struct AlertHandlers: Sendable {
    let door: AlertDoor
    let hooks: AlertHookStore
    let history: History

    func page(_ call: Call) async throws -> Answer { try await history.page(for: call) }

    func sendSignal(_ call: Call) async throws -> Answer {
        let now = try await door.receptionTime()
        return try await door.admit(
            try SignalRequest.alert(from: call, receivedAt: now), causedBy: call.trace)
    }

    /// Takes a TradingView alert.
    ///
    /// Whether there is no such hook or the secret is wrong, the answer does not tell.
    func sendTradingViewAlert(_ call: Call) async throws -> Answer {
        guard let hook = try await hooks.find(call.values.text("hook") ?? ""),
            hook.admits(call.body.text("secret") ?? "")
        else {
            throw Problem(
                status: 401, kind: "hook", title: "Unauthorized",
                detail: "There is no such hook, or the message's secret is not the hook's.")
        }
        let now = try await door.receptionTime()
        guard try await hooks.countUse(of: hook, at: now) else {
            var problem = Problem(
                status: 429, kind: "hook-limit", title: "Too many alerts",
                detail: "This hook lets in \(hook.alertsPerMinute) alerts a minute.")
            problem.retryAfterSeconds = 60
            throw problem
        }
        return try await door.admit(
            try TradingViewMessage.alert(call.body, through: hook, receivedAt: now), causedBy: call.trace)
    }

    func createHook(_ call: Call) async throws -> Answer {
        let secret = Base64URL.text(of: RandomBytes.make(24))
        let hook = try AlertHook(from: call, secret: secret, at: try await door.receptionTime())
        guard try await hooks.add(hook) else {
            throw Problem(
                status: 409, kind: "hook-exists", title: "There is such a hook",
                detail:
                    "A hook of yours has this label, \(hook.id). Delete it first, or choose another label.")
        }
        var answer = Answer.json(hook.document(revealing: secret), status: 201)
        answer.repeated = hook.document(revealing: nil)
        answer.change = Answer.Change(after: hook.document)
        return answer
    }

    func getHook(_ call: Call) async throws -> Answer {
        guard let hook = try await hooks.find(call.values.text("id") ?? "") else { throw Self.noHook }
        return .json(hook.document)
    }

    func deleteHook(_ call: Call) async throws -> Answer {
        guard let hook = try await hooks.remove(call.values.text("id") ?? "") else { throw Self.noHook }
        var answer = Answer.json(hook.document)
        answer.change = Answer.Change(before: hook.document)
        return answer
    }

    private static let noHook = Problem.notFound("There is no such hook; GET /v1/hooks lists them.")
}
