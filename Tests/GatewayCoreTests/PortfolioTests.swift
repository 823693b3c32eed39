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

    @Test func `marks what is open at the last close, and adds up`() throws {
        let positions = [
            try position("B", "-2", cost: "-200", realized: "-5", fees: "1"),
            try position("A", "1.5", cost: "150", realized: "10", fees: "0.5"),
        ]
        let mark = PortfolioView.Mark(price: Price(whole: 110), at: Timestamp(milliseconds: 7))
        let marks = Dictionary(uniqueKeysWithValues: positions.map { ($0.instrument, mark) })
        let json = try ParsedJSON(
            PortfolioView(positions, marks: marks, capital: Notional(whole: 1_000)).json.encoded)
        #expect(json["holdings", "0", "instrument"] == .text("sim:A"))
        #expect(json["holdings", "0", "unrealized"] == .text("15"))
        #expect(json["holdings", "0", "equity"] == .text("1024.5"))
        #expect(json["holdings", "1", "unrealized"] == .text("-20"))
        #expect(json["equity"] == .text("1998.5") && json["capital"] == .text("2000"))
        #expect(json.names == Set(Resource.portfolio.fields.map(\.name)))
    }

    @Test func `counts a position without a mark at cost`() throws {
        let json = try ParsedJSON(
            PortfolioView(
                [try position("A", "1", cost: "100", realized: "0", fees: "0")], marks: [:],
                capital: Notional(whole: 10)
            ).json.encoded)
        #expect(json["holdings", "0", "mark"] == .null && json["equity"] == .text("10"))
    }
}
