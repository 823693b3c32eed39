import Domain
import GatewayCore
import Testing

@Suite struct `The portfolio` {
    private func position(_ symbol: String, _ quantity: String, cost: String, realized: String, fees: String)
        throws
        -> Position
    {
        Position(
            instrument: InstrumentID(venue: "sim", symbol: symbol), quantity: try Quantity(parsing: quantity),
            cost: try Notional(parsing: cost), realized: try Notional(parsing: realized),
            fees: try Notional(parsing: fees), updatedAt: .distantPast)
    }

    @Test func `marks what is open at the last close, and adds up by quote currency`() throws {
        let positions = [
            try position("B", "-2", cost: "-200", realized: "-5", fees: "1"),
            try position("A", "1.5", cost: "150", realized: "10", fees: "0.5"),
            try position("E", "1", cost: "50", realized: "0", fees: "0"),
        ]
        let mark = PortfolioView.Mark(price: Price(whole: 110), at: Timestamp(milliseconds: 7))
        let instruments = positions.map(\.instrument)
        let marks = Dictionary(uniqueKeysWithValues: instruments.map { ($0, mark) })
        let currencies = Dictionary(
            uniqueKeysWithValues: zip(instruments, ["USD", "USD", "EUR"]))
        let view = try PortfolioView(
            positions, marks: marks, currencies: currencies, capital: Notional(whole: 1_000))
        let json = try ParsedJSON(view.json.encoded)
        #expect(json["holdings", "0", "instrument"] == .text("sim:A"))
        #expect(json["holdings", "0", "unrealized"] == .text("15"))
        #expect(json["holdings", "0", "equity"] == .text("1024.5"))
        #expect(json["holdings", "1", "unrealized"] == .text("-20"))
        #expect(
            json["totals", "0", "currency"] == .text("EUR") && json["totals", "0", "equity"] == .text("1060"))
        #expect(
            json["totals", "1", "currency"] == .text("USD") && json["totals", "1", "capital"] == .text("2000")
        )
        #expect(json["totals", "1", "equity"] == .text("1998.5") && json["totals", "2"] == nil)
        #expect(json.names == Set(Resource.portfolio.fields.map(\.name)))
    }

    @Test func `counts a position without a mark at cost`() throws {
        let view = try PortfolioView(
            [try position("A", "1", cost: "100", realized: "0", fees: "0")], marks: [:], currencies: [:],
            capital: Notional(whole: 10))
        let json = try ParsedJSON(view.json.encoded)
        #expect(json["holdings", "0", "mark"] == .null && json["totals", "0", "equity"] == .text("10"))
    }
}

@Suite struct `The equity curve` {
    private let instrument = InstrumentID(venue: "sim", symbol: "A")

    private func fill(_ id: String, _ side: Side, _ price: Int, at: Int64) throws -> Fill {
        Fill(
            id: id, clientOrderID: id, instrument: instrument, side: side, price: Price(whole: price),
            quantity: try Quantity(parsing: "1"), fee: try Notional(parsing: "1"),
            occurredAt: Timestamp(milliseconds: at))
    }

    private func close(_ price: Int, at: Int64, of symbol: String = "A") -> EquityCurve.Close {
        EquityCurve.Close(
            instrument: InstrumentID(venue: "sim", symbol: symbol), at: Timestamp(milliseconds: at),
            price: Price(whole: price))
    }

    @Test func `follows the fills from the first on, at each close`() throws {
        let curve = try EquityCurve(
            fills: [try fill("2", .sell, 120, at: 25), try fill("1", .buy, 100, at: 5)],
            closes: [close(130, at: 30), close(110, at: 10), close(90, at: 20), close(7, at: 20, of: "B")],
            currencies: [instrument: "USD"], capital: Notional(whole: 1_000), interval: .thirtyMinutes)
        let json = try ParsedJSON(curve.json(currency: nil).encoded)
        #expect(json["items", "0", "equity"] == .text("1009") && json["items", "0", "at"] == .number(10))
        #expect(json["items", "1", "equity"] == .text("989"))
        #expect(
            json["items", "2", "equity"] == .text("1018") && json["items", "2", "realized"] == .text("20"))
        #expect(json["items", "3"] == nil && json["items", "0", "currency"] == .text("USD"))
        #expect(try ParsedJSON(curve.json(currency: "EUR").encoded)["items"] == .array([]))
    }
}
