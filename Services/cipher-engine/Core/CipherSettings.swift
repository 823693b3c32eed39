public import Domain
public import Indicators

/// Parameters of the Cipher study: those of every series, and what differs for an instrument or an interval.
public struct CipherSettings: Sendable, Equatable, Codable {
    /// One parameter that differs for some series.
    public struct Change: Sendable, Equatable, Codable {
        /// Which instrument; nil for all.
        public let instrument: InstrumentID?
        /// Which bars; nil for all.
        public let interval: Interval?
        /// The parameter, as ``CipherParameters/declared`` names it.
        public let name: String
        /// Its value, within its range; a flag's is 0 or 1.
        public let value: Double

        /// A parameter that differs.
        public init(instrument: InstrumentID? = nil, interval: Interval? = nil, name: String, value: Double) {
            self.instrument = instrument
            self.interval = interval
            self.name = name
            self.value = value
        }

        /// How special it is: an instrument counts for more than an interval.
        fileprivate var rank: Int { (instrument == nil ? 0 : 2) + (interval == nil ? 0 : 1) }

        fileprivate func applies(to instrument: InstrumentID, _ interval: Interval) -> Bool {
            self.instrument ?? instrument == instrument && self.interval ?? interval == interval
        }
    }

    /// What every series has that nothing else is said of.
    public let parameters: CipherParameters
    /// What differs.
    public let changes: [Change]

    /// Parameters for all series, and changes to them.
    public init(_ parameters: CipherParameters = CipherParameters(), changes: [Change] = []) {
        self.parameters = parameters
        self.changes = changes
    }

    /// A series' parameters.
    ///
    /// Changes for one instrument's interval go before those for the instrument, these before those for the interval,
    /// and these before those for all; of two alike the later one.
    public func parameters(of instrument: InstrumentID, _ interval: Interval) -> CipherParameters {
        var parameters = parameters
        for rank in 0...3 {
            for change in changes where change.rank == rank && change.applies(to: instrument, interval) {
                parameters.set(change.name, to: change.value)
            }
        }
        return parameters
    }
}
