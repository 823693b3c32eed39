public import Domain
import Indicators

/// One parameter of the Cipher study, of all series or of some: `4h/wt_channel=10`.
public struct CipherChange: SettingValue, Equatable {
    /// Which instrument; nil for all.
    public let instrument: InstrumentID?
    /// Which bars; nil for all.
    public let interval: Interval?
    /// The parameter.
    public let name: String
    /// Its value; a flag's is 0 or 1.
    public let value: Double
    /// As it was written.
    public let settingText: String

    /// An instrument, an interval, and what is set.
    public static var typeName: String { "[venue:symbol/][interval/]name=value" }

    /// Reads `sim:BTCUSD/4h/wt_channel=10`, of which the first two parts may be missing.
    public init?(settingText: String) {
        var parts = settingText.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let assignment = parts.removeLast().split(separator: "=", omittingEmptySubsequences: false)
        guard assignment.count == 2, let value = Self.value(of: assignment[1]) else { return nil }
        interval = parts.last.flatMap { Interval(rawValue: $0) }
        if interval != nil { parts.removeLast() }
        instrument = parts.last.flatMap { InstrumentID(settingText: $0) }
        if instrument != nil { parts.removeLast() }
        guard parts.isEmpty else { return nil }
        name = String(assignment[0])
        self.value = value
        self.settingText = settingText
    }

    private static func value(of text: Substring) -> Double? {
        Double(text) ?? ["false": 0, "true": 1][text]
    }

    /// Whether the study has such a parameter, and it may have that value.
    var isValid: Bool {
        CipherParameters.declared.contains { parameter in
            parameter.name == name && parameter.range.contains(value)
                && (parameter.kind == .number || value == value.rounded())
        }
    }
}

/// Keys of the Cipher study.
public enum CipherKeys {
    /// WaveTrend's channel.
    public static let channel = Setting<Int>(
        "cipher.wave-trend-channel", default: 9, in: 1...1_000, "WaveTrend channel length.", unit: "bars")
    /// WaveTrend's average.
    public static let average = Setting<Int>(
        "cipher.wave-trend-average", default: 12, in: 1...1_000, "WaveTrend average length.", unit: "bars")
    /// WaveTrend's signal line.
    public static let signal = Setting<Int>(
        "cipher.wave-trend-signal", default: 3, in: 1...1_000, "WaveTrend signal line length.", unit: "bars")
    /// Overbought.
    public static let overbought = Setting<Double>(
        "cipher.overbought", default: 53, in: 0...100, "`wt2` from which the market counts as overbought.")
    /// Oversold.
    public static let oversold = Setting<Double>(
        "cipher.oversold", default: -53, in: -100...0, "`wt2` down to which the market counts as oversold.")
    /// Relative strength.
    public static let relativeStrength = Setting<Int>(
        "cipher.relative-strength-length", default: 14, in: 1...1_000, "Relative strength length.",
        unit: "bars")
    /// Money flow.
    public static let moneyFlow = Setting<Int>(
        "cipher.money-flow-period", default: 60, in: 1...1_000, "Money flow period.", unit: "bars")
    /// All others, and what differs for an instrument or an interval.
    public static let parameters = Setting<[CipherChange]>(
        "cipher.parameters", default: [],
        "Further parameters of the study, and what differs for an interval, an instrument or both, as in `stoch_len=10,4h/wt_channel=10,sim:BTCUSD/rsi_len=21,sim:BTCUSD/4h/os1=-60`; the more special one applies. `qtp indicators --set cipher --params help` lists names and ranges.",
        limits: "parameters of the study, each within its range", check: { $0.allSatisfy(\.isValid) })

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Quantum Cipher", readers: "`cipher-engine`",
        [
            channel.declaration, average.declaration, signal.declaration, overbought.declaration,
            oversold.declaration, relativeStrength.declaration, moneyFlow.declaration, parameters.declaration,
        ])
}
