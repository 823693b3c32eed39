extension JobKind {
    /// What `qtp export` writes, for those who cannot run it.
    public static let export = JobKind(
        "export",
        "Writes recorded signals, decisions, orders and fills as canonical files, one JSON object a line.",
        [.from, .to, .instrument])
}
