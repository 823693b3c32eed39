import Pipeline

/// The router's state as it is written.
struct RouterState: Codable {
    /// By instrument.
    let lanes: [InstrumentLane]
    let commands: RememberedIDs
}
