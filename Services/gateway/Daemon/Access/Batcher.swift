import Synchronization

/// Gathers what many ask for at the same time into one request.
///
/// While a request is under way the next one gathers, so a busy server is asked once for all who wait, and a quiet one
/// at once for each.
final class Batcher<Input: Sendable, Output: Sendable>: Sendable {
    private enum Turn {
        case answered(Result<Output, any Error>)
        case lead
    }
    private struct Waiting {
        let input: Input
        let continuation: CheckedContinuation<Turn, Never>
    }
    private struct State {
        var waiting: [Waiting] = []
        var isUnderWay = false
    }
    private let limit: Int
    private let request: @Sendable ([Input]) async throws -> [Output]
    private let state = Mutex(State())

    /// A batcher that asks for at most `limit` inputs at once; `request` answers each, in their order.
    init(limit: Int, request: @escaping @Sendable ([Input]) async throws -> [Output]) {
        self.limit = limit
        self.request = request
    }

    /// Asks, together with others.
    ///
    /// - Throws: what the request threw, and then all who were part of it get the same.
    func ask(_ input: Input) async throws -> Output {
        switch await turn(of: input) {
        case .answered(let result): return try result.get()
        case .lead: return try await lead(input).get()
        }
    }

    /// Waits for an answer, or for the lead over those who wait.
    private func turn(of input: Input) async -> Turn {
        let isFirst = state.withLock { state in
            defer { state.isUnderWay = true }
            return !state.isUnderWay
        }
        if isFirst { return .lead }
        return await withCheckedContinuation { continuation in
            let isFirst = state.withLock { state in
                // The request may have ended in between, and nobody else would lead then.
                guard state.isUnderWay else {
                    state.isUnderWay = true
                    return true
                }
                state.waiting.append(Waiting(input: input, continuation: continuation))
                return false
            }
            if isFirst { continuation.resume(returning: .lead) }
        }
    }

    private func lead(_ input: Input) async -> Result<Output, any Error> {
        let others = state.withLock { state in
            let others = Array(state.waiting.prefix(limit - 1))
            state.waiting.removeFirst(others.count)
            return others
        }
        let results = await results(of: [input] + others.map(\.input))
        for (other, result) in zip(others, results.dropFirst()) {
            other.continuation.resume(returning: .answered(result))
        }
        // Whoever came meanwhile goes on for the others, so that nobody works for them longer than for themselves.
        let next = state.withLock { state in
            state.isUnderWay = !state.waiting.isEmpty
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        }
        next?.continuation.resume(returning: .lead)
        return results[0]
    }

    private func results(of inputs: [Input]) async -> [Result<Output, any Error>] {
        do {
            let outputs = try await request(inputs)
            precondition(outputs.count == inputs.count, "a batch is answered whole")
            return outputs.map { .success($0) }
        } catch {
            return inputs.map { _ in .failure(error) }
        }
    }
}
