/// When clocks are put forward and back year by year, as a POSIX `TZ` text says it: `EST5EDT,M3.2.0,M11.1.0`.
///
/// It stands at the end of a file of the time zone database, for the years after the file's own list.
struct PosixZone {
    private enum Day {
        /// The given weekday (0 is Sunday) of the week of the month, 5 meaning the last.
        case weekday(month: Int, week: Int, day: Int)
        /// Day of the year from 1, February 29 not counted.
        case julian(Int)
        /// Day of the year from 0.
        case ordinal(Int)
    }
    private struct Change {
        let day: Day
        /// Seconds after midnight.
        let time: Int64
    }
    /// Seconds ahead of UTC.
    private let standard: Int64
    private var summer: (offset: Int64, start: Change, end: Change)?

    /// Nil for text of another form.
    init?(_ text: Substring) {
        var rest = text
        guard Self.skipName(&rest), let standard = Self.time(&rest) else { return nil }
        self.standard = -standard
        guard !rest.isEmpty else { return }
        guard Self.skipName(&rest) else { return nil }
        let offset = rest.first == "," ? self.standard + 3600 : Self.time(&rest).map { -$0 }
        guard let offset, let start = Self.change(&rest), let end = Self.change(&rest), rest.isEmpty else {
            return nil
        }
        summer = (offset, start, end)
    }

    /// The changes of a year in order: the moment, and the offset from then on; in seconds.
    func changes(in year: Int) -> [(at: Int64, offset: Int64)] {
        guard let summer else { return [] }
        return [
            (Self.moment(summer.start, year) - standard, summer.offset),
            (Self.moment(summer.end, year) - summer.offset, standard),
        ].sorted { $0.0 < $1.0 }
    }

    /// The year of a moment in seconds since 1970.
    static func year(of moment: Int64) -> Int {
        var year = 1970 + Int(moment / 31_556_952)
        while daysUntil(year + 1, 1, 1) * 86_400 <= moment { year += 1 }
        while daysUntil(year, 1, 1) * 86_400 > moment { year -= 1 }
        return year
    }

    // MARK: - Calendar

    private static func moment(_ change: Change, _ year: Int) -> Int64 {
        let days: Int64 =
            switch change.day {
            case .ordinal(let day): daysUntil(year, 1, 1) + Int64(day)
            case .julian(let day):
                daysUntil(year, 1, 1) + Int64(day) - 1 + (isLeap(year) && day >= 60 ? 1 : 0)
            case .weekday(let month, let week, let day): date(year, month, week, day)
            }
        return days * 86_400 + change.time
    }

    private static func date(_ year: Int, _ month: Int, _ week: Int, _ day: Int) -> Int64 {
        let first = daysUntil(year, month, 1)
        // 1970-01-01 was a Thursday.
        let weekday = Int(((first + 4) % 7 + 7) % 7)
        var date = first + Int64((day - weekday + 7) % 7 + 7 * (week - 1))
        let next = month == 12 ? daysUntil(year + 1, 1, 1) : daysUntil(year, month + 1, 1)
        while date >= next { date -= 7 }
        return date
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    /// Days from 1970-01-01 to a date of the Gregorian calendar, counting years from March.
    private static func daysUntil(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let years = Int64(month <= 2 ? year - 1 : year)
        let months = Int64((month + 9) % 12)
        return 365 * years + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + Int64(day)
            - 719_469
    }

    // MARK: - Reading

    private static func skipName(_ text: inout Substring) -> Bool {
        if text.first == "<" {
            guard let end = text.firstIndex(of: ">") else { return false }
            text = text[text.index(after: end)...]
            return true
        }
        let name = text.prefix { $0.isLetter }
        text = text.dropFirst(name.count)
        return name.count >= 3
    }

    /// `[+-]h[:m[:s]]`, in seconds.
    private static func time(_ text: inout Substring) -> Int64? {
        let isNegative = text.first == "-"
        if isNegative || text.first == "+" { text = text.dropFirst() }
        var seconds: Int64 = 0
        for (index, unit) in [Int64(3600), 60, 1].enumerated() {
            if index > 0 {
                guard text.first == ":" else { break }
                text = text.dropFirst()
            }
            guard let value = number(&text) else { return nil }
            seconds += Int64(value) * unit
        }
        return isNegative ? -seconds : seconds
    }

    private static func number(_ text: inout Substring) -> Int? {
        let digits = text.prefix { $0.isNumber }
        text = text.dropFirst(digits.count)
        return digits.count <= 3 ? Int(digits) : nil
    }

    private static func change(_ text: inout Substring) -> Change? {
        guard text.first == "," else { return nil }
        text = text.dropFirst()
        guard let day = day(&text) else { return nil }
        guard text.first == "/" else { return Change(day: day, time: 7200) }
        text = text.dropFirst()
        return time(&text).map { Change(day: day, time: $0) }
    }

    private static func day(_ text: inout Substring) -> Day? {
        if text.first == "J" {
            text = text.dropFirst()
            return number(&text).map { .julian($0) }
        }
        guard text.first == "M" else { return number(&text).map { .ordinal($0) } }
        var parts: [Int] = []
        while parts.count < 3, text.first == (parts.isEmpty ? "M" : ".") {
            text = text.dropFirst()
            guard let part = number(&text) else { return nil }
            parts.append(part)
        }
        guard parts.count == 3, 1...12 ~= parts[0], 1...5 ~= parts[1], 0...6 ~= parts[2] else { return nil }
        return .weekday(month: parts[0], week: parts[1], day: parts[2])
    }
}
