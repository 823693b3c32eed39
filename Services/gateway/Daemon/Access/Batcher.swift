/// Gathers what many ask for at the same time into one request.
///
/// While a request is under way the next one gathers, so a busy server is asked once for all who wait, and a quiet one
/// at once for each.
actor Batcher<Input: Sendable, Output: Sendable> {
    private enum Turn {
        case answered(Result<Output, any Error>)
        case lead
    }
    private struct Waiting {
        let input: Input
        let continuation: CheckedContinuation<Turn, Never>
    }
    private let limit: Int
    private let request: @Sendable ([Input]) async throws -> [Output]
    private var waiting: [Waiting] = []
    private var isUnderWay = false

    /// A batcher that asks for at most `limit` inputs at once; `request` answers each, in their order.
    init(limit: Int, request: @escaping @Sendable ([Input]) async throws -> [Output]) {
        self.limit = limit
        self.request = request
    }

    /// Asks, together with others.
    ///
    /// - Throws: what the request threw, and then all who were part of it get the same.
    func ask(_ input: Input) async throws -> Output {
        if isUnderWay {
            let turn = await withCheckedContinuation {
                waiting.append(Waiting(input: input, continuation: $0))
            }
            if case .answered(let result) = turn { return try result.get() }
        }
        isUnderWay = true
        let others = waiting.prefix(limit - 1)
        waiting.removeFirst(others.count)
        let results = await results(of: [input] + others.map(\.input))
        for (other, result) in zip(others, results.dropFirst()) {
            other.continuation.resume(returning: .answered(result))
        }
        // Whoever came meanwhile goes on for the others, so that nobody works for them longer than for themselves.
        if waiting.isEmpty {
            isUnderWay = false
        } else {
            waiting.removeFirst().continuation.resume(returning: .lead)
        }
        return try results[0].get()
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
