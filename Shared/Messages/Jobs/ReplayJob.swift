extension JobKind {
    /// What `qtp replay` does, on the bars that are stored or on a recording.
    public static let replay = JobKind(
        "replay",
        "Runs the engines over recorded bars, with other settings where wanted, and writes what they decide.",
        [
            .from, .to, .instrument,
            JobField(
                "recording", .fileName,
                "Candle file in the operator's folder of recordings, instead of the bars that are stored.",
                example: "BTCUSD-30m.csv.gz"),
            JobField(
                "settings", .settings,
                "Engine settings that differ from the deployment's, by their configuration keys: `key=value; key=value`.",
                example: "confirmer.threshold=0.4; executor.capital=50000"),
        ])
}
