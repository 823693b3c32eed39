public import Domain

/// Keys of outside signals.
///
/// One switch for all who take part: where only one of router and confirmer knew of them, bars would wait for ever.
public enum AlertKeys {
    /// Whether they take part.
    public static let enabled = Setting<Bool>(
        "alerts.enabled", default: true,
        "Whether signals from outside take part in decisions, as one more engine, `external`.")
    /// Their share of the score.
    public static let weight = Setting<Rate>(
        "alerts.weight", default: Rate(basisPoints: 3_000), in: .zero...Rate(whole: 1),
        "Their share of the score beside `confirmer.engines`, on bars on which they say something.")
    /// How long a missing one may come late.
    public static let window = Setting<Int>(
        "alerts.window-bars", default: 2, in: 0...10_000,
        "How long a number that a source passed over may still come before it is reported as missing.",
        unit: "bars")

    /// The section of the reference.
    static let section = SettingsSchema.Section(
        "Outside signals", readers: "`router`, `confirmer`, `gateway` and `qtp`: the same for all of them",
        [enabled.declaration, weight.declaration, window.declaration])
}
