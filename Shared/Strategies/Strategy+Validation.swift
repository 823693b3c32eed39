import Domain

extension Strategy {
    /// Makes sure that it keeps to ``StrategyLimits`` and says something.
    ///
    /// - Throws: the first fault, in the order of the fields.
    public func validate() throws(StrategyError) {
        let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
        guard StrategyLimits.nameLength.contains(name.count), name.allSatisfy(letters.contains),
            name.first != "-"
        else {
            throw StrategyError(
                "$.name", "is no name for a strategy",
                remedy: "write 1 to 64 of a-z, 0-9 and -, as in ema-trend")
        }
        guard description.count <= StrategyLimits.descriptionLength else {
            throw StrategyError(
                "$.description", "has \(description.count) characters",
                remedy: "at most \(StrategyLimits.descriptionLength) are allowed")
        }
        if let instruments { try Self.validate(instruments) }
        guard direction != .flat else {
            throw StrategyError("$.direction", "cannot be flat", remedy: "write long or short")
        }
        var walk = ConditionWalk()
        try walk.visit(enter, at: "$.enter", depth: 1)
        try walk.visit(exit, at: "$.exit", depth: 1)
    }

    private static func validate(_ instruments: [InstrumentID]) throws(StrategyError) {
        guard StrategyLimits.instruments.contains(instruments.count) else {
            throw StrategyError(
                "$.instruments", "lists \(instruments.count)",
                remedy: "list 1 to \(StrategyLimits.instruments.upperBound), or leave it out for all")
        }
        var seen: Set<InstrumentID> = []
        for (index, instrument) in instruments.enumerated() {
            guard seen.insert(instrument).inserted else {
                throw StrategyError("$.instruments[\(index)]", "is listed twice", remedy: "list it once")
            }
        }
    }
}

/// Walks through the conditions and counts what it meets.
private struct ConditionWalk {
    private var nodes = 0

    mutating func visit(_ condition: Condition, at path: String, depth: Int) throws(StrategyError) {
        guard depth <= StrategyLimits.depth else {
            throw StrategyError(
                path, "is nested more than \(StrategyLimits.depth) deep", remedy: "flatten it")
        }
        try count(at: path)
        switch condition {
        case .all(let conditions): try visit(conditions, at: path + ".all", depth: depth)
        case .any(let conditions): try visit(conditions, at: path + ".any", depth: depth)
        case .not(let condition): try visit(condition, at: path + ".not", depth: depth + 1)
        case .compare(let left, let comparison, let right):
            let path = "\(path).\(comparison.rawValue)"
            try visit(left, at: path + "[0]")
            try visit(right, at: path + "[1]")
            guard left != right else {
                throw StrategyError(
                    path, "compares a value with itself", remedy: "compare two different ones")
            }
            if case (.number, .number) = (left, right) {
                throw StrategyError(
                    path, "compares two numbers, which never change",
                    remedy: "make one a source or an indicator")
            }
        }
    }

    private mutating func visit(_ conditions: [Condition], at path: String, depth: Int) throws(StrategyError)
    {
        guard (1...StrategyLimits.branches).contains(conditions.count) else {
            throw StrategyError(
                path, "has \(conditions.count) conditions", remedy: "write 1 to \(StrategyLimits.branches)")
        }
        for (index, condition) in conditions.enumerated() {
            try visit(condition, at: "\(path)[\(index)]", depth: depth + 1)
        }
    }

    private mutating func visit(_ operand: Operand, at path: String) throws(StrategyError) {
        try count(at: path)
        switch operand {
        case .source: break
        case .number(let number):
            guard number.magnitude <= StrategyLimits.number else {
                throw StrategyError(
                    path, "is no number to compare with", remedy: "write at most \(StrategyLimits.number)")
            }
        case .indicator(.ema(_, let period)): try check(period, at: path + ".ema.period")
        case .indicator(.sma(_, let period)): try check(period, at: path + ".sma.period")
        case .indicator(.rsi(_, let period)): try check(period, at: path + ".rsi.period")
        case .indicator(.waveTrend(let channel, let average, _)):
            let range = StrategyLimits.waveTrendPeriod
            try check(channel, at: path + ".wavetrend.channel", within: range)
            try check(average, at: path + ".wavetrend.average", within: range)
        }
    }

    private func check(
        _ period: Int, at path: String, within range: ClosedRange<Int> = StrategyLimits.period
    ) throws(StrategyError) {
        guard range.contains(period) else {
            throw StrategyError(
                path, "cannot be \(period)", remedy: "write \(range.lowerBound) to \(range.upperBound) bars")
        }
    }

    private mutating func count(at path: String) throws(StrategyError) {
        nodes += 1
        guard nodes <= StrategyLimits.nodes else {
            throw StrategyError(
                path, "is one part too many: enter and exit have more than \(StrategyLimits.nodes)",
                remedy: "split the strategy")
        }
    }
}
