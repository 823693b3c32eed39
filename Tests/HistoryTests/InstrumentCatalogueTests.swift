import Digests
import Domain
import FoundationEssentials
import History
import Testing

@Suite struct `The catalogue` {
    private static let bundled =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Services/exchange-sim/Data/instruments.json").path

    @Test func `bundled with the simulator holds two years of two instruments, with their true holes`() throws
    {
        let catalogue = try InstrumentCatalogue(file: Self.bundled)
        #expect(
            catalogue.listings.map(\.specification.instrument.description) == ["sim:BTCUSD", "sim:ETHUSD"])
        let bitcoin = try catalogue.listings[0].load()
        #expect(bitcoin.bars.count == 35_019 && bitcoin.interval == .thirtyMinutes)
        #expect(bitcoin.bars[0].openedAt.milliseconds == 1_506_816_000_000)
        #expect(bitcoin.bars[0].high.description == "4387.5" && bitcoin.bars[0].close.description == "4386.3")
        #expect(bitcoin.bars[0].volume.description == "755.5217587")
        let missing = bitcoin.gaps.map { ($0.until.milliseconds - $0.from.milliseconds) / 1_800_000 }
        #expect(missing.count == 9 && missing.reduce(0, +) == 22)
        let ether = try catalogue.listings[1].load()
        #expect(ether.bars.count == 35_011 && ether.gaps.count == 13)
        #expect(catalogue.listing(forCandles: "elsewhere/ETHUSD-30m.csv.gz") == catalogue.listings[1])
        #expect(catalogue.listing(forCandles: "USD-30m.csv.gz") == nil)
    }

    @Test(arguments: [
        "{", #"{"venue":"sim","instruments":[]}"#, Self.entry(tick: "0"), Self.entry(symbol: "A B"),
        Self.entry(interval: "2m"), Self.entry(tick: "0.000000001"),
    ])
    func `is refused when it makes no sense`(text: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "catalogue-\(UUID().uuidString).json")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: HistoryError.self) { try InstrumentCatalogue(file: file.path) }
    }

    private static func entry(symbol: String = "A", tick: String = "0.01", interval: String = "1m") -> String
    {
        """
        {"venue":"sim","instruments":[{"symbol":"\(symbol)","baseAsset":"A","quoteAsset":"B","tickSize":"\(tick)",
        "lotSize":"1","minimumNotional":"0","interval":"\(interval)","candles":"a.csv"}]}
        """
    }
}

@Suite struct `A digest` {
    /// FIPS 180-2, appendix B.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func `is SHA-256`(text: String, expected: String) {
        #expect(SHA256.hexadecimal(of: text.utf8) == expected)
    }
}
