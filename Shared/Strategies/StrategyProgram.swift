/// A strategy's conditions, with every number they mention computed once per bar.
struct StrategyProgram: Sendable, Equatable {
    /// A condition whose operands are places in ``StrategyProgram/operands``.
    indirect enum Step: Sendable, Equatable {
        case all([Step])
        case any([Step])
        case not(Step)
        case compare(Int, Comparison, Int)
    }
    /// The distinct operands, in the order of their first mention.
    private(set) var operands: [Operand] = []
    private(set) var enter = Step.any([])
    private(set) var exit = Step.any([])

    init(_ strategy: Strategy) {
        enter = compile(strategy.enter)
        exit = compile(strategy.exit)
    }

    private mutating func compile(_ condition: Condition) -> Step {
        switch condition {
        case .all(let conditions): .all(conditions.map { compile($0) })
        case .any(let conditions): .any(conditions.map { compile($0) })
        case .not(let condition): .not(compile(condition))
        case .compare(let left, let comparison, let right):
            .compare(place(of: left), comparison, place(of: right))
        }
    }

    private mutating func place(of operand: Operand) -> Int {
        if let index = operands.firstIndex(of: operand) { return index }
        operands.append(operand)
        return operands.count - 1
    }

    /// Kleene's logic: an unknown part leaves the whole unknown unless the other parts decide it already.
    static func evaluate(_ step: Step, over samples: [Sample]) -> Bool? {
        switch step {
        case .all(let steps):
            var result: Bool? = true
            for step in steps {
                guard let part = evaluate(step, over: samples) else {
                    result = nil
                    continue
                }
                if !part { return false }
            }
            return result
        case .any(let steps):
            var result: Bool? = false
            for step in steps {
                guard let part = evaluate(step, over: samples) else {
                    result = nil
                    continue
                }
                if part { return true }
            }
            return result
        case .not(let step): return evaluate(step, over: samples).map { !$0 }
        case .compare(let left, let comparison, let right):
            return comparison.holds(samples[left], samples[right])
        }
    }
}
