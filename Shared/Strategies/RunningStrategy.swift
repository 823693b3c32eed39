public import Domain

/// A strategy at work on one instrument: its indicators' histories, and its opinion on every bar.
///
/// It has no position. Whether a bar on which it would enter becomes an order is decided further on, so the same
/// bars always give the same opinions.
public struct RunningStrategy: Sendable, Equatable {
    /// What a strategy makes of one bar.
    public struct Opinion: Sendable, Equatable {
        /// Whether both conditions are known; false during warm-up.
        public let isReady: Bool
        /// The condition to enter is true.
        public let enters: Bool
        /// The condition to leave is true.
        public let exits: Bool
    }
    /// The memory of a running strategy, for a snapshot.
    public struct Memory: Sendable, Equatable, Codable {
        fileprivate var indicators: [IndicatorState?]
        fileprivate var samples: [Sample]
    }
    /// A memory that belongs to another strategy.
    public struct MemoryMismatch: Error, Equatable, Sendable {
        /// The strategy that it does not fit.
        public let strategy: String
    }

    /// What runs.
    public let strategy: Strategy
    private let program: StrategyProgram
    /// Everything it remembers.
    public private(set) var memory: Memory

    /// Starts without history.
    ///
    /// The strategy must have passed ``Strategy/validate()``.
    public init(_ strategy: Strategy) {
        self.strategy = strategy
        program = StrategyProgram(strategy)
        memory = Self.emptyMemory(program)
    }

    /// Goes on from a memory of the same strategy.
    public init(_ strategy: Strategy, memory: Memory) throws(MemoryMismatch) {
        self.init(strategy)
        let fits =
            memory.samples.count == program.operands.count
            && memory.indicators.count == program.operands.count
            && zip(memory.indicators, self.memory.indicators).allSatisfy { ($0 == nil) == ($1 == nil) }
        guard fits else { throw MemoryMismatch(strategy: strategy.name) }
        self.memory = memory
    }

    /// Takes the next bar.
    public mutating func take(_ bar: Bar) -> Opinion {
        for index in program.operands.indices {
            switch program.operands[index] {
            case .number: break
            case .source(let source): memory.samples[index].advance(to: source.value(of: bar))
            case .indicator: memory.samples[index].advance(to: memory.indicators[index]?.update(bar))
            }
        }
        let enter = StrategyProgram.evaluate(program.enter, over: memory.samples)
        let exit = StrategyProgram.evaluate(program.exit, over: memory.samples)
        return Opinion(isReady: enter != nil && exit != nil, enters: enter ?? false, exits: exit ?? false)
    }

    private static func emptyMemory(_ program: StrategyProgram) -> Memory {
        var memory = Memory(indicators: [], samples: [])
        for operand in program.operands {
            switch operand {
            case .number(let number):
                memory.indicators.append(nil)
                memory.samples.append(Sample(constant: number))
            case .source:
                memory.indicators.append(nil)
                memory.samples.append(Sample())
            case .indicator(let indicator):
                memory.indicators.append(IndicatorState(indicator))
                memory.samples.append(Sample())
            }
        }
        return memory
    }
}
