import Domain
import Logging
import MarketFeedCore
import Messages
import ServiceRuntime

/// Asks the venue until it answers, and puts the answer into the loop's inbox.
struct VenueAsker: Sendable {
    let rest: VenueREST
    let inbox: FeedInbox<ShardLoop.Event>
    let metrics: FeedMetrics
    let logger: Logger

    func rules() async {
        guard
            let (specifications, time) = await persist({ () throws(VenueREST.Failure) in
                try await rest.rules()
            })
        else { return }
        inbox.put(.rules(specifications, at: time))
    }

    /// Asks one question; a repeated one after a while that grows.
    func answer(_ request: FeedRequest, of instrument: InstrumentID, repeats: Int) async {
        if repeats > 0 {
            let pause = min(Duration.milliseconds(100) * (1 << min(repeats, 10)), .seconds(10))
            guard (try? await Task.sleep(for: pause)) != nil else { return }
        }
        switch request {
        case .bars(let from, let through):
            if let page = await bars(instrument, from: from, through: through) {
                inbox.put(.bars(page, instrument, request, from: from, through: through))
            }
        case .trades(let place):
            let page = await persist({ () throws(VenueREST.Failure) in
                try await rest.trades(instrument, from: place)
            })
            if let page { inbox.put(.trades(page, instrument, request, from: place)) }
        }
    }

    func probe(_ instrument: InstrumentID, from edge: Timestamp) async {
        if let page = await bars(instrument, from: edge, through: nil) {
            inbox.put(.probed(page, instrument, from: edge))
        }
    }

    func backfill(_ backfill: Backfill, of instrument: InstrumentID) async {
        var backfill = backfill
        var bodies: [Message.Body] = []
        while let (from, through) = backfill.request {
            guard let page = await bars(instrument, from: from, through: through) else { return }
            bodies += backfill.answer(page)
        }
        inbox.put(.backfilled(bodies))
    }

    private func bars(_ instrument: InstrumentID, from: Timestamp, through: Timestamp?) async -> BarPage? {
        await persist({ () throws(VenueREST.Failure) in
            try await rest.bars(instrument, from: from, through: through)
        })
    }

    /// Asks until there is an answer; nil when the task is cancelled meanwhile.
    private func persist<Answer>(
        _ ask: () async throws(VenueREST.Failure) -> Answer
    ) async -> Answer? {
        var backoff = Backoff(first: .milliseconds(500), longest: .seconds(60))
        while !Task.isCancelled {
            metrics.asked()
            do {
                return try await ask()
            } catch {
                guard !Task.isCancelled else { return nil }
                metrics.askedInVain()
                var pause = backoff.next()
                // A venue that bans us says for how long; asking earlier makes the ban longer.
                if case .refused(_, _, _, let retryAfter?) = error { pause = max(pause, retryAfter) }
                logger.warning(
                    "The venue did not answer",
                    metadata: [LogKey.error: "\(error)", LogKey.milliseconds: "\(pause / .milliseconds(1))"])
                guard (try? await Task.sleep(for: pause)) != nil else { return nil }
            }
        }
        return nil
    }
}
