extension CipherParameters {
    private typealias Path<Value> = any (WritableKeyPath<CipherParameters, Value> & Sendable)

    /// One parameter and where its value is kept.
    private struct Field: Sendable {
        enum Place: Sendable {
            case length(Path<Int>)
            case number(Path<Double>)
            case flag(Path<Bool>)
        }

        let parameter: Parameter
        let place: Place

        static func length(_ name: String, _ path: Path<Int>) -> Self {
            Self(parameter: .length(name, CipherParameters()[keyPath: path]), place: .length(path))
        }

        static func number(
            _ name: String, _ path: Path<Double>,
            in range: ClosedRange<Double>
        ) -> Self {
            Self(parameter: .number(name, CipherParameters()[keyPath: path], in: range), place: .number(path))
        }

        static func flag(_ name: String, _ path: Path<Bool>) -> Self {
            Self(parameter: .flag(name, CipherParameters()[keyPath: path]), place: .flag(path))
        }
    }

    /// Oscillators stay well within it.
    private static let levels = -1000.0...1000.0
    private static let fractions = 0.0...1.0

    private static let waveTrend: [Field] = [
        .length("wt_channel", \.waveTrendChannel), .length("wt_average", \.waveTrendAverage),
        .length("wt_ma", \.waveTrendSignal), .number("ob1", \.overbought, in: levels),
        .number("ob2", \.overbought2, in: levels), .number("ob3", \.overbought3, in: levels),
        .number("os1", \.oversold, in: levels), .number("os2", \.oversold2, in: levels),
        .number("os3", \.goldLevel, in: levels), .number("wt_div_ob", \.divergenceTop, in: levels),
        .number("wt_div_os", \.divergenceBottom, in: levels),
        .number("wt_div_ob_add", \.secondDivergenceTop, in: levels),
        .number("wt_div_os_add", \.secondDivergenceBottom, in: levels),
    ]
    private static let strength: [Field] = [
        .length("mfi_period", \.moneyFlowPeriod), .number("mfi_mult", \.moneyFlowMultiplier, in: -1e6...1e6),
        .number("mfi_pos_y", \.moneyFlowOffset, in: -1e6...1e6), .length("rsi_len", \.strengthLength),
        .number("rsi_os", \.strengthOversold, in: levels),
        .number("rsi_ob", \.strengthOverbought, in: levels),
        .number("rsi_div_ob", \.strengthDivergenceTop, in: levels),
        .number("rsi_div_os", \.strengthDivergenceBottom, in: levels),
        .length("stoch_len", \.stochasticLength), .length("stoch_rsi_len", \.stochasticStrengthLength),
        .length("stoch_k", \.stochasticK), .length("stoch_d", \.stochasticD),
        .flag("stoch_log", \.isStochasticLogarithmic), .flag("stoch_avg", \.isStochasticAveraged),
    ]
    private static let cycle: [Field] = [
        .length("tc_len", \.schaffLength), .length("tc_fast", \.schaffFast),
        .length("tc_slow", \.schaffSlow), .number("tc_factor", \.schaffFactor, in: fractions),
        .number("gold_rsi", \.goldStrength, in: levels), .number("gold_rise", \.goldRise, in: levels),
        .flag("wt_show_div", \.showsWaveTrendDivergences), .flag("rsi_show_div", \.showsStrengthDivergences),
        .flag("stoch_show_div", \.showsStochasticDivergences),
        .number("de_floor", \.deviationFloor, in: fractions),
        .number("osc_eps", \.oscillatorTolerance, in: fractions),
        .number("price_eps", \.priceTolerance, in: fractions),
    ]
    private static let ribbonFields: [Field] = [
        .length("a_wt_channel", \.ribbonChannel), .length("a_wt_average", \.ribbonAverage),
        .length("a_wt_ma", \.ribbonSignal), .number("a_os3", \.ribbonOversold, in: levels),
        .number("a_ob3", \.ribbonOverbought, in: levels), .length("a_ema1", \.ribbon[0]),
        .length("a_ema2", \.ribbon[1]), .length("a_ema3", \.ribbon[2]), .length("a_ema4", \.ribbon[3]),
        .length("a_ema5", \.ribbon[4]), .length("a_ema6", \.ribbon[5]), .length("a_ema7", \.ribbon[6]),
        .length("a_ema8", \.ribbon[7]),
    ]
    private static let fields = waveTrend + strength + cycle + ribbonFields

    /// Every parameter with its name, range and default, in a fixed order.
    public static let declared = fields.map(\.parameter)

    /// Parameters that were read and checked.
    public init(_ values: ParameterValues) {
        self.init()
        for field in Self.fields {
            let name = field.parameter.name
            switch field.place {
            case .length(let path): self[keyPath: path] = values.length(name)
            case .number(let path): self[keyPath: path] = values.number(name)
            case .flag(let path): self[keyPath: path] = values.flag(name)
            }
        }
    }

    /// Every value by name, in the order of ``declared``; a flag is 0 or 1.
    public var values: [(name: String, value: Double)] {
        Self.fields.map { field in
            switch field.place {
            case .length(let path): (field.parameter.name, Double(self[keyPath: path]))
            case .number(let path): (field.parameter.name, self[keyPath: path])
            case .flag(let path): (field.parameter.name, self[keyPath: path] ? 1 : 0)
            }
        }
    }

    /// Whether every value lies in its range.
    public var isValid: Bool {
        ribbon.count == 8
            && zip(Self.declared, values).allSatisfy { $0.range.contains($1.value) }
    }

    /// Changes one parameter, to a value within its range; what the study has no parameter for changes nothing.
    public mutating func set(_ name: String, to value: Double) {
        guard let field = Self.fields.first(where: { $0.parameter.name == name }) else { return }
        switch field.place {
        case .length(let path): self[keyPath: path] = Int(value)
        case .number(let path): self[keyPath: path] = value
        case .flag(let path): self[keyPath: path] = value == 1
        }
    }

    /// Names formulas and values: equal for equal results, and different as soon as either differs.
    ///
    /// The 32-bit FNV-1a hash of the version of the formulas and of all names and values.
    public var fingerprint: UInt32 {
        let text = (["\(Self.formulas)"] + values.map { "\($0.name)=\($0.value)" }).joined(separator: ",")
        return text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }
}
