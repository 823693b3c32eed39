import Domain
import GatewayCore
import Synchronization

/// The newest closed bar of each instrument and interval, as the streams told this gateway since it started.
///
/// What happened before stands in the database only.
final class LatestBars: Sendable {
    private struct Place: Hashable {
        let instrument: InstrumentID
        let interval: Interval
    }
    private let bars = Mutex<[Place: Told]>([:])

    /// A bar, and its text as clients are told it.
    struct Told: Sendable {
        let bar: Bar
        let json: JSONValue
    }

    /// Takes a bar that was told; one that was told again replaces itself.
    func take(_ bar: Bar) {
        let told = Told(bar: bar, json: .raw(bar.json.encoded))
        bars.withLock { bars in
            let place = Place(instrument: bar.instrument, interval: bar.interval)
            if let newest = bars[place], newest.bar.openedAt > bar.openedAt { return }
            bars[place] = told
        }
    }

    /// The newest bar; nil where none was told.
    subscript(instrument: InstrumentID, interval: Interval) -> Told? {
        bars.withLock { $0[Place(instrument: instrument, interval: interval)] }
    }
}
