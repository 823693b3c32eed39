import Digests
public import Domain

/// A door for a charting service that can send no headers: its secret comes in the message.
public struct AlertHook: Sendable, Equatable {
    /// What the service calls an instrument, and what we call it.
    public struct Symbol: Sendable, Equatable {
        /// `BINANCE:BTCUSDT`, upper case.
        public let name: String
        /// `venue:symbol`.
        public let instrument: InstrumentID
        /// One name.
        public init(_ name: String, _ instrument: InstrumentID) {
            self.name = name.uppercased()
            self.instrument = instrument
        }
    }
    /// Its public name, part of its path.
    public let id: String
    /// What its owner calls it.
    public let label: String
    /// SHA-256 of the secret, 64 hexadecimal digits: what is kept of it.
    public let secretHash: String
    /// The instruments it may speak of.
    public let symbols: [Symbol]
    /// How sure its signals are where the message does not say.
    public let strength: Rate
    /// For how many milliseconds its signals may be acted on where the message does not say; nil for their bar alone.
    public let timeToLive: Int64?
    /// Signals that are let in within one minute.
    public let alertsPerMinute: Int
    /// The key that made it.
    public let createdBy: String
    /// When it was made.
    public let createdAt: Timestamp

    /// A hook as it is kept.
    public init(
        id: String, label: String, secretHash: String, symbols: [Symbol], strength: Rate, timeToLive: Int64?,
        alertsPerMinute: Int, createdBy: String, createdAt: Timestamp
    ) {
        self.id = id
        self.label = label
        self.secretHash = secretHash
        self.symbols = symbols
        self.strength = strength
        self.timeToLive = timeToLive
        self.alertsPerMinute = alertsPerMinute
        self.createdBy = createdBy
        self.createdAt = createdAt
    }

    /// The hook a call asks for.
    ///
    /// Its id follows from its maker and label, so that making it twice is noticed.
    /// - Throws: ``Problem`` that names every field that cannot be used.
    public init(from call: Call, secret: String, at now: Timestamp) throws(Problem) {
        let body = call.body
        var symbols: [Symbol] = []
        var faults: [Problem.Fault] = []
        for (index, item) in body.items("symbols").enumerated() {
            guard let name = item.text("symbol"), let instrument = item.text("instrument"),
                let instrument = InstrumentID(instrument)
            else { continue }
            let symbol = Symbol(name, instrument)
            if symbols.contains(where: { $0.name == symbol.name }) {
                faults.append(
                    .init(["body", "symbols", String(index), "symbol"], "stands twice", kind: "value_error"))
            }
            symbols.append(symbol)
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        let label = body.text("label") ?? ""
        self.init(
            id: Self.id(label: label, owner: call.caller.keyID), label: label,
            secretHash: Self.hash(of: secret), symbols: symbols,
            strength: try AlertFields.strength(
                body.text("strength"), of: .long, orElse: Rate(whole: 1)),
            timeToLive: body.integer("ttlSeconds").map { $0 * 1000 },
            alertsPerMinute: Int(body.integer("alertsPerMinute") ?? 60), createdBy: call.caller.keyID,
            createdAt: now)
    }

    /// Whether this is its secret; takes equally long whatever it is.
    public func admits(_ secret: String) -> Bool { ConstantTime.equal(Self.hash(of: secret), secretHash) }

    /// The instrument behind a name of the service; nil where it may not speak of it.
    func instrument(named name: String) -> InstrumentID? {
        symbols.first { $0.name == name.uppercased() }?.instrument
    }

    private static func hash(of secret: String) -> String { SHA256.hexadecimal(of: secret.utf8) }

    private static func id(label: String, owner: String) -> String {
        String(SHA256.hexadecimal(of: "\(owner.utf8.count):\(owner)\(label)".utf8).prefix(16))
    }

    /// Its names as the database keeps them.
    public var symbolsJSON: JSONValue {
        .array(
            symbols.map { ["symbol": .text($0.name), "instrument": .text($0.instrument.description)] })
    }

    /// Names the database kept.
    public static func symbols(from json: JSONValue) -> [Symbol] {
        guard case .array(let items) = json else { return [] }
        return items.compactMap { item in
            guard let name = item.text("symbol"),
                let instrument = item.text("instrument").flatMap({ InstrumentID($0) })
            else { return nil }
            return Symbol(name, instrument)
        }
    }

    private var members: [(String, JSONValue)] {
        [
            ("id", .text(id)), ("label", .text(label)), ("path", .text("/v1/hooks/tradingview/\(id)")),
            ("symbols", symbolsJSON), ("strength", .text(strength.description)),
            ("ttlSeconds", timeToLive.map { .integer($0 / 1000) } ?? .null),
            ("alertsPerMinute", .integer(Int64(alertsPerMinute))), ("createdBy", .text(createdBy)),
            ("createdAt", .integer(createdAt.milliseconds)),
        ]
    }

    /// What anybody with a key may know of it.
    public var document: JSONValue { .object(members) }

    /// What its maker is shown, once; nil for a repeat of the request that made it.
    public func document(revealing secret: String?) -> JSONValue {
        .object(
            members + [
                ("secret", .text(secret)),
                ("message", .text(secret.map { TradingViewMessage.template(secret: $0) })),
            ])
    }
}
