extension Route {
    static let listInstruments = Route(
        .get, "/v1/instruments", "Instruments and their trading rules", group: .market, access: .key(.read),
        parameters: [.instrument] + Parameter.paging, answer: .page(.instrument))
    static let listCandles = Route(
        .get, "/v1/candles", "Closed bars", group: .market, access: .key(.read),
        parameters: [.instrument, .interval, .from, .to] + Parameter.paging, answer: .page(.candle))
}
