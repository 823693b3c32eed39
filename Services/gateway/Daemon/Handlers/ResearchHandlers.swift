import GatewayCore

/// What the engines and the confirmer made of it.
struct ResearchHandlers: Sendable {
    let history: History

    func page(_ call: Call) async throws -> Answer { try await history.page(for: call) }

    func explainDecision(_ call: Call) async throws -> Answer {
        guard let reference = call.values.text("id").flatMap(DecisionReference.init) else {
            throw Problem.notFound("An id looks like decision/venue:symbol/interval/openedAt.")
        }
        guard let explanation = try await history.explanation(of: reference) else {
            throw Problem.notFound("There is no decision \(reference.id).")
        }
        return .json(explanation.json)
    }
}
