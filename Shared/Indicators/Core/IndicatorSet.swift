/// A number of indicators with names, computed together over a series of bars.
public protocol IndicatorSet: Sendable {
    /// As it is chosen, in lower case.
    static var name: String { get }
    /// What is in it, in a few words.
    static var summary: String { get }
    /// What can be set.
    static var parameters: [Parameter] { get }

    /// A set with those settings.
    ///
    /// - Throws: ``ParameterError/contradiction(_:)`` for values that do not go together.
    init(_ values: ParameterValues) throws(ParameterError)

    /// Every column over the whole series, in the order in which a table shows them.
    func columns(over bars: BarColumns) -> [IndicatorColumn]
}

/// One named result over a series of bars.
public struct IndicatorColumn: Sendable, Equatable {
    /// Unique within its set.
    public let name: String
    /// A value per bar: NaN where it is not known; 0 or 1 for what is true or not, and then always known.
    public let values: [Double]

    /// A column of those values.
    public init(_ name: String, _ values: [Double]) {
        self.name = name
        self.values = values
    }
}

extension [IndicatorColumn] {
    /// The columns of a batch, one name per number of its output.
    static func named<Output>(_ names: [String], _ table: IndicatorTable<Output>) -> Self {
        precondition(names.count == Output.width, "a name for every column")
        return names.enumerated().map { IndicatorColumn($1, table.column($0)) }
    }
}

/// Every set there is.
public enum IndicatorSets {
    /// In the order in which a list shows them.
    public static let all: [any IndicatorSet.Type] = [
        CipherSet.self, RibbonSet.self, ClassicSet.self, ExtendedSet.self,
    ]

    /// The set of that name; nil if there is none.
    public static func named(_ name: String) -> (any IndicatorSet.Type)? { all.first { $0.name == name } }
}

extension IndicatorSet {
    /// The column of an indicator of one number.
    func single<Indicator: StreamingIndicator>(
        _ name: String, _ indicator: Indicator, _ bars: BarColumns
    ) -> IndicatorColumn where Indicator.Output == Double {
        IndicatorColumn(name, indicator.values(over: bars).column())
    }
}
