import CZlib
import Domain
import FoundationEssentials
import History
import Testing

@Suite struct `A candle file` {
    private let instrument = InstrumentID(venue: "sim", symbol: "BTCUSD")

    private func parse(_ text: String) throws(HistoryError) -> [Bar] {
        try CandleFile.parse(Array(text.utf8), named: "t.csv", instrument: instrument, interval: .oneMinute)
    }

    @Test func `gives its rows exactly, whatever the order of columns and the line ends`() throws {
        let bars = try parse(
            "volume,open_time_ms,open,high,low,close,trades\r\n0.00000001,60000,2,3.5,1,2.25,9\r\n0,180000,2,2,2,2,0\n\n"
        )
        #expect(bars.map(\.openedAt.milliseconds) == [60_000, 180_000])
        #expect(bars[0].open == Price(whole: 2) && bars[0].high.description == "3.5")
        #expect(bars[0].low.description == "1" && bars[0].close.description == "2.25")
        #expect(bars[0].volume.units == 1 && bars[1].volume == .zero)
        #expect(bars.allSatisfy { $0.lastTradeID == nil && $0.instrument == instrument })
    }

    @Test(arguments: [
        ("open_time_ms,open,high,low,close\n", 1, "volume"),
        ("", 1, "open_time_ms"),
        ("open_time_ms,open,high,low,close,volume\n0,1,1,1,1\n", 2, "5 fields"),
        ("open_time_ms,open,high,low,close,volume\n0,1,1,1,1,1\nx,1,1,1,1,1\n", 3, "no time"),
        ("open_time_ms,open,high,low,close,volume\n0,1,1,1,1,1e5\n", 2, "volume"),
        ("open_time_ms,open,high,low,close,volume\n0,1.123456789,2,1,1,1\n", 2, "open"),
        ("open_time_ms,open,high,low,close,volume\n0,2,1,1,1,1\n", 2, "enclose"),
        ("open_time_ms,open,high,low,close,volume\n0,1,1,1,1,-1\n", 2, "out of range"),
        ("open_time_ms,open,high,low,close,volume\n30000,1,1,1,1,1\n", 2, "not the start"),
        ("open_time_ms,open,high,low,close,volume\n0,1,1,1,1,1\n\n0,1,1,1,1,1\n", 4, "not after"),
    ])
    func `that is wrong is refused with line and reason`(text: String, line: Int, reason: String) {
        do {
            _ = try parse(text)
            Issue.record("accepted")
        } catch .invalidRow(let file, let foundLine, let foundReason) {
            #expect(file == "t.csv" && foundLine == line)
            #expect(foundReason.contains(reason), "\(foundReason)")
        } catch {
            Issue.record(error)
        }
    }

    @Test func `reads the same plain and compressed, and refuses a cut one`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "candles-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var text = "open_time_ms,open,high,low,close,volume\n"
        for minute in 0..<5000 { text += "\(minute * 60_000),1,\(2 + minute % 7),1,1.5,\(minute)\n" }
        let plain = folder.appending(path: "a.csv").path
        try Data(text.utf8).write(to: URL(filePath: plain))
        let packed = folder.appending(path: "a.csv.gz").path
        let file = try #require(gzopen(packed, "wb"))
        gzwrite(file, text, UInt32(text.utf8.count))
        gzclose(file)
        let bars = try CandleFile.read(plain, instrument: instrument, interval: .oneMinute)
        #expect(bars.count == 5000)
        #expect(try CandleFile.read(packed, instrument: instrument, interval: .oneMinute) == bars)

        let whole = try Data(contentsOf: URL(filePath: packed))
        try whole.prefix(whole.count / 2).write(to: URL(filePath: packed))
        #expect(throws: HistoryError.self) {
            try CandleFile.read(packed, instrument: instrument, interval: .oneMinute)
        }
        #expect(throws: HistoryError.unreadable(file: folder.path, reason: "not a regular file")) {
            try CandleFile.read(folder.path, instrument: instrument, interval: .oneMinute)
        }
    }
}
