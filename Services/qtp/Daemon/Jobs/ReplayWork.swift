import ConfirmerCore
import DaemonShell
import Domain
import ExecutorCore
import Foundation
import History
import Messages
import OperatorCore
import Postgres
import RouterCore
import ServiceRuntime
import StrategyGenCore

/// Runs the engines over bars, as `qtp replay` does: over those that are stored, or over a recording.
struct ReplayWork: JobWork {
    static let kind = JobKind.replay
    let tools: JobTools

    /// Messages between two looks at whether the job is to stop: a few milliseconds.
    private static let stretch = 512

    struct Summary: Encodable {
        let bars: Int
        let trades: Int
        let signals: Int
        let decisions: Int
        let orders: Int
        let fills: Int
    }

    func run(_ parameters: JobParameters, in context: JobContext) async throws -> Summary {
        let overrides = try SettingOverrides(parameters.text("settings") ?? "", within: .engines)
        let settings = SuiteSettings(tools.settings.replacing(overrides))
        do {
            try RefusedSettings.check(
                settings.router.problems + settings.strategy.problems + settings.confirmer.problems
                    + settings.executor.problems)
        } catch {
            throw JobFailure("settings: \(error)")
        }
        let series = try await series(parameters, settings, context)
        let total = series.reduce(0) { $0 + $1.bars.count }
        guard total > 0 else { throw JobFailure("there is no bar that was asked for") }
        var replay = Replay(settings)
        var script = AlertScript(try await alerts(parameters, settings))
        for (number, body) in MarketHistory(series).enumerated() {
            if number.isMultiple(of: Self.stretch) {
                let message = "\(replay.barCount) of \(total) bars replayed"
                try await context.progress(replay.barCount, of: total + total / 9, message)
            }
            for alert in script.due(before: body) { try replay.take(.alertReceived(alert)) }
            try replay.take(body)
        }
        let results = replay.results
        try await context.save(results)
        return Summary(
            bars: replay.barCount, trades: replay.tradeCount, signals: results.signals.count,
            decisions: results.decisions.count, orders: results.orders.count, fills: results.fills.count)
    }

    /// What was heard from outside while the stored bars came, as far as these settings let it be heard.
    private func alerts(
        _ parameters: JobParameters, _ settings: SuiteSettings
    ) async throws -> [AlertPlacement] {
        guard settings.router.alerts != nil, parameters.text("recording") == nil else { return [] }
        let intervals = [settings.router.baseInterval] + settings.router.higherIntervals
        let recorded = RecordedResults(
            tools.pool, range: parameters.range, instrument: parameters.instrument("instrument"))
        return try await recorded.alerts().filter { intervals.contains($0.alert.interval) }
    }

    private func series(
        _ parameters: JobParameters, _ settings: SuiteSettings, _ context: JobContext
    ) async throws -> [BarSeries] {
        let range = parameters.range ?? Timestamp(milliseconds: .min)..<Timestamp(milliseconds: .max)
        let instrument = parameters.instrument("instrument")
        guard let recording = parameters.text("recording") else {
            let stored = StoredBars(pool: tools.pool, interval: settings.router.baseInterval)
            return try await stored.series(range, of: instrument) { try context.checkpoint() }
        }
        let folder = tools.settings[JobKeys.recordings]
        guard !folder.isEmpty else {
            throw JobFailure("recording: this deployment has no folder of recordings (jobs.recordings)")
        }
        let catalogue = try InstrumentCatalogue(file: folder + "/instruments.json")
        guard let listing = catalogue.listing(forCandles: recording) else {
            let known = catalogue.listings.map { URL(fileURLWithPath: $0.candles).lastPathComponent }
                .joined(separator: ", ")
            throw JobFailure("recording: there is no \(recording) among the recordings: \(known)")
        }
        guard instrument == nil || instrument == listing.specification.instrument else {
            throw JobFailure("instrument: \(recording) holds \(listing.specification.instrument)")
        }
        return [try listing.load().slice(from: range.lowerBound, until: range.upperBound)]
    }
}

/// The bars the recorder has stored.
struct StoredBars: Sendable {
    /// Bars of one question.
    private static let pageSize = 5000
    let pool: PostgresPool
    let interval: Interval

    /// The bars of every instrument, or of one; `checkpoint` is called from time to time.
    func series(
        _ range: Range<Timestamp>, of instrument: InstrumentID?, checkpoint: () throws -> Void
    ) async throws -> [BarSeries] {
        let listings = try await pool.query(
            "SELECT * FROM instruments WHERE $1::text IS NULL OR instrument = $1 ORDER BY instrument",
            [PostgresValue(instrument?.description)])
        var all: [BarSeries] = []
        for row in listings {
            let specification = InstrumentSpecification(
                instrument: try row.instrument("instrument"), baseAsset: try row.text("base_asset"),
                quoteAsset: try row.text("quote_asset"), tickSize: try row.value("tick_size"),
                lotSize: try row.value("lot_size"), minimumNotional: try row.value("minimum_notional"))
            let bars = try await bars(range, of: specification.instrument, checkpoint)
            all.append(try BarSeries(specification: specification, interval: interval, bars: bars))
        }
        return all
    }

    private func bars(
        _ range: Range<Timestamp>, of instrument: InstrumentID, _ checkpoint: () throws -> Void
    ) async throws -> [Bar] {
        var bars: [Bar] = []
        var start = range.lowerBound
        while true {
            try checkpoint()
            let rows = try await pool.query(
                """
                SELECT opened_at, open, high, low, close, volume FROM bars
                WHERE instrument = $1 AND interval = $2 AND opened_at >= $3 AND opened_at < $4
                ORDER BY opened_at LIMIT \(Self.pageSize)
                """,
                [
                    PostgresValue(instrument.description), PostgresValue(interval.rawValue),
                    PostgresValue(start), PostgresValue(range.upperBound),
                ])
            for row in rows {
                bars.append(
                    Bar(
                        instrument: instrument, interval: interval, openedAt: try row.timestamp("opened_at"),
                        open: try row.value("open"), high: try row.value("high"), low: try row.value("low"),
                        close: try row.value("close"), volume: try row.value("volume")))
            }
            guard rows.count == Self.pageSize, let last = bars.last else { return bars }
            start = last.closedAt
        }
    }
}
