extension Route {
    static let listInstruments = Route(
        .get, "/v1/instruments", "Instruments and their trading rules", tag: "Market",
        parameters: [.instrument] + Parameter.paging, answer: .page(.instrument))
    static let listCandles = Route(
        .get, "/v1/candles", "Closed bars", tag: "Market",
        parameters: [.instrument, .interval, .from, .to] + Parameter.paging, answer: .page(.candle))
}
