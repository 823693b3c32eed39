public import Domain

/// A market profile: in which brackets of time each price was visited (time price opportunities).
///
/// A bracket, half an hour as a rule, prints one letter in every row from the row of its low to that of its high.
public struct TimePriceProfile: Sendable, Equatable {
    private struct Bracket: Sendable, Equatable {
        let number: Int
        var low: Price
        var high: Price
    }
    private let grid: ProfileGrid
    private let start: Timestamp
    private let length: Int64
    private var brackets: [Bracket] = []

    /// A session without trades.
    ///
    /// - Parameters:
    ///   - grid: the rows.
    ///   - start: of the session and of its first bracket.
    ///   - length: of a bracket, in milliseconds; positive.
    public init(grid: ProfileGrid, start: Timestamp, length: Int64 = 1_800_000) {
        precondition(length > 0, "a bracket has a length")
        self.grid = grid
        self.start = start
        self.length = length
    }

    /// Adds a bar or a trade of the session, in any order.
    public mutating func add(at moment: Timestamp, low: Price, high: Price) {
        let number = Int((moment.milliseconds - start.milliseconds) / length)
        let place = brackets.lastIndex { $0.number <= number }
        if let place, brackets[place].number == number {
            brackets[place].low = min(brackets[place].low, low)
            brackets[place].high = max(brackets[place].high, high)
        } else {
            brackets.insert(Bracket(number: number, low: low, high: high), at: place.map { $0 + 1 } ?? 0)
        }
    }

    /// The lowest and the highest row; nil before the first price.
    public var rowRange: ClosedRange<Int64>? {
        guard let low = brackets.map(\.low).min(), let high = brackets.map(\.high).max() else { return nil }
        return grid.row(of: low)...grid.row(of: high)
    }

    /// What was visited when.
    ///
    /// - Parameters:
    ///   - fraction: part of the prints inside the value area, 0 to 1.
    ///   - initialBrackets: brackets that make up the initial balance.
    /// - Returns: nil before the first price.
    public func summary(fraction: Rate, initialBrackets: Int = 2) -> TimePriceSummary? {
        guard let range = rowRange else { return nil }
        var letters = [[Int]](repeating: [], count: range.count)
        for bracket in brackets {
            for row in grid.row(of: bracket.low)...grid.row(of: bracket.high) {
                letters[Int(row - range.lowerBound)].append(bracket.number)
            }
        }
        // Counted like volume, so that ties and value areas are decided by the same rules.
        let counts = VolumeProfile(
            grid: grid, level: 0, firstRow: range.lowerBound,
            cells: letters.map {
                FineVolume(SidedVolume(buy: Quantity(units: Int128($0.count)), sell: .zero))
            },
            spreadCount: 0)
        guard let leader = counts.pointOfControl, let pairs = counts.valueArea(fraction: fraction),
            let single = counts.valueArea(fraction: fraction, rule: .singleRow)
        else { return nil }
        let initial = brackets.filter { $0.number < initialBrackets }
        return TimePriceSummary(
            firstRow: range.lowerBound, bracketCount: brackets.count, letters: letters,
            pointOfControl: leader,
            leaderCount: counts.leaderCount, rowPairs: pairs, singleRows: single,
            initialLow: initial.map(\.low).min(), initialHigh: initial.map(\.high).max())
    }
}

/// What a market profile amounts to.
public struct TimePriceSummary: Sendable, Equatable {
    /// The lowest row.
    public let firstRow: Int64
    /// Brackets in which anything traded.
    public let bracketCount: Int
    /// The brackets that visited each row from ``firstRow`` up, by number from 0.
    public let letters: [[Int]]
    /// The row most brackets visited.
    public let pointOfControl: Int64
    /// How many rows were visited as often, itself included.
    public let leaderCount: Int
    /// The value area by pairs of rows; its volume counts prints.
    public let rowPairs: ValueArea
    /// The value area by single rows; its volume counts prints.
    public let singleRows: ValueArea
    /// Low of the initial balance; nil where nothing traded in it.
    public let initialLow: Price?
    /// High of the initial balance; nil where nothing traded in it.
    public let initialHigh: Price?

    /// All prints.
    public var count: Int { letters.reduce(0) { $0 + $1.count } }
    /// Rows that one bracket alone visited.
    public var singlePrints: [Int64] {
        letters.indices.filter { letters[$0].count == 1 }.map { firstRow + Int64($0) }
    }

    /// A to Z, then a to z, then a question mark.
    public static func letter(of bracket: Int) -> Character {
        switch bracket {
        case 0..<26: Character(Unicode.Scalar(UInt8(65 + bracket)))
        case 26..<52: Character(Unicode.Scalar(UInt8(71 + bracket)))
        default: "?"
        }
    }
}
