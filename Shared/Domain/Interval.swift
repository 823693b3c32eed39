/// How much time one bar covers.
public enum Interval: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case oneMinute = "1m"
    case threeMinutes = "3m"
    case fiveMinutes = "5m"
    case fifteenMinutes = "15m"
    case thirtyMinutes = "30m"
    case oneHour = "1h"
    case twoHours = "2h"
    case fourHours = "4h"
    case sixHours = "6h"
    case eightHours = "8h"
    case twelveHours = "12h"
    case oneDay = "1d"
    case threeDays = "3d"
    case oneWeek = "1w"

    /// The interval's length.
    public var milliseconds: Int64 {
        let minute: Int64 = 60_000
        return switch self {
        case .oneMinute: minute
        case .threeMinutes: 3 * minute
        case .fiveMinutes: 5 * minute
        case .fifteenMinutes: 15 * minute
        case .thirtyMinutes: 30 * minute
        case .oneHour: 60 * minute
        case .twoHours: 120 * minute
        case .fourHours: 240 * minute
        case .sixHours: 360 * minute
        case .eightHours: 480 * minute
        case .twelveHours: 720 * minute
        case .oneDay: 1440 * minute
        case .threeDays: 4320 * minute
        case .oneWeek: 10080 * minute
        }
    }

    /// Where this interval's grid starts: weeks start on Monday (the epoch was a Thursday), all others at the epoch.
    private var origin: Int64 { self == .oneWeek ? 4 * Self.oneDay.milliseconds : 0 }

    /// Start of the bar that covers `time`.
    public func start(of time: Timestamp) -> Timestamp {
        let offset = (time.milliseconds - origin) % milliseconds
        return Timestamp(milliseconds: time.milliseconds - (offset < 0 ? offset + milliseconds : offset))
    }

    /// Whether bars of `base` tile bars of this interval without remainder.
    public func isMultiple(of base: Interval) -> Bool {
        milliseconds % base.milliseconds == 0 && (origin % base.milliseconds == 0)
    }

    /// Orders by length.
    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}
