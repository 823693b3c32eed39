public import Domain

/// Why recorded market data cannot be used.
///
/// The text names the place, so that a person can mend it.
public enum HistoryError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file is not there, not readable, or its compressed form is damaged.
    case unreadable(file: String, reason: String)
    /// A row of a candle file makes no sense; lines count from 1, the header being the first.
    case invalidRow(file: String, line: Int, reason: String)
    /// A catalogue of instruments makes no sense.
    case invalidCatalogue(file: String, reason: String)
    /// Bars that do not form one series.
    case invalidSeries(InstrumentID, reason: String)

    /// What is wrong and where, in one line.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file) cannot be read: \(reason)"
        case .invalidRow(let file, let line, let reason): "\(file), line \(line): \(reason)"
        case .invalidCatalogue(let file, let reason): "\(file): \(reason)"
        case .invalidSeries(let instrument, let reason): "bars of \(instrument): \(reason)"
        }
    }
}
