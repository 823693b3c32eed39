import Domain
import GatewayCore
import Messages
import Strategies

/// What the engines and the confirmer made of it, and the strategies they follow.
struct ResearchHandlers: Sendable {
    let history: History
    let commands: CommandDispatcher
    let scope: MarketScope
    /// The shortest interval whose bars are stored.
    let baseInterval: Interval

    func page(_ call: Call) async throws -> Answer { try await history.page(for: call) }
    func record(_ call: Call) async throws -> Answer { try await history.record(for: call) }

    func explainDecision(_ call: Call) async throws -> Answer {
        guard let reference = call.values.text("id").flatMap(DecisionReference.init) else {
            throw Problem.notFound("An id looks like decision/venue:symbol/interval/openedAt.")
        }
        guard let explanation = try await history.explanation(of: reference) else {
            throw Problem.notFound("There is no decision \(reference.id).")
        }
        return .json(explanation.json)
    }

    func computeProfile(_ call: Call) async throws -> Answer {
        .json(try await history.profile(call.values, base: baseInterval))
    }

    /// Refused at the door where nobody could understand it, or no bar would ever reach it: the answer then names the
    /// place and the remedy.
    func deployStrategy(_ call: Call) async throws -> Answer {
        let text = call.body["strategy"]?.encoded ?? ""
        let strategy: Strategy
        do {
            strategy = try Strategy(parsing: text)
        } catch {
            let path = error.path.split(separator: ".").dropFirst().map(String.init)
            throw Problem.invalid([
                .init(["body", "strategy"] + path, "\(error.problem); \(error.remedy)", kind: "value_error")
            ])
        }
        let instruments = (strategy.instruments ?? []).enumerated().map { index, instrument in
            (instrument, ["body", "strategy", "instruments", String(index)])
        }
        try await scope.require(instruments, [(strategy.interval, ["body", "strategy", "interval"])])
        let before = try await history.find(.getStrategy, id: strategy.name)
        var answer = try await commands.answer(.deployStrategy(json: text), for: call)
        answer.change = Answer.Change(before: before, after: .raw(text))
        return answer
    }

    func withdrawStrategy(_ call: Call) async throws -> Answer {
        let name = call.values.text("id") ?? ""
        let before = try await history.find(.getStrategy, id: name)
        do {
            var answer = try await commands.answer(.withdrawStrategy(name: name), for: call)
            answer.change = Answer.Change(before: before)
            return answer
        } catch let refusal as Problem where refusal.status == 409 && before == nil {
            // Told after the command, and not instead of it: a strategy is at work before it can be listed.
            throw Problem.notFound(
                "There is no strategy \(name.prefix(64)); GET /v1/strategies lists them.",
                members: refusal.members)
        }
    }
}
