import Domain
import HTTP
import MarketFeedCore

/// The venue's REST interface, as far as the feed needs it.
struct VenueREST: Sendable {
    /// Why an answer cannot be used, or there is none.
    enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
        case transport(HTTPError)
        case unreadable(FeedError)
        /// The venue says no, and when to ask again if it says that.
        case refused(status: Int, code: Int64?, reason: String, retryAfter: Duration?)

        var description: String {
            switch self {
            case .transport(let error): "\(error)"
            case .unreadable(let error): "the answer cannot be read: \(error)"
            case .refused(let status, let code, let reason, _):
                "status \(status)" + (code.map { ", code \($0)" } ?? "")
                    + (reason.isEmpty ? "" : ": \(reason)")
            }
        }
    }

    private let client: HTTPClient
    private let base: String
    private let decoder: BinanceAnswerDecoder
    private let interval: Interval

    init(_ client: HTTPClient, settings: MarketFeedSettings) {
        self.client = client
        base = settings.restURL
        interval = settings.interval
        decoder = BinanceAnswerDecoder(venue: settings.venue, interval: settings.interval)
    }

    /// The rules of every instrument, and the venue's time before they were asked for.
    func rules() async throws(Failure) -> (specifications: [InstrumentSpecification], time: Timestamp) {
        let time = try await time()
        let body = try await get(BinanceRequests.exchangeInfo)
        return (try read { () throws(FeedError) in try decoder.specifications(body) }, time)
    }

    /// A page of bars.
    func bars(
        _ instrument: InstrumentID, from: Timestamp, through: Timestamp?
    ) async throws(Failure) -> BarPage {
        // Before the page: a bar that had closed by then is final in it.
        let time = try await time()
        let body = try await get(BinanceRequests.bars(instrument, interval, from: from, through: through))
        let bars = try read { () throws(FeedError) in try decoder.bars(body, of: instrument) }
        return BarPage(bars: bars, isFull: bars.count >= BinanceRequests.pageLimit, venueTime: time)
    }

    /// A page of trades.
    func trades(_ instrument: InstrumentID, from place: TradePlace) async throws(Failure) -> TradePage {
        let body = try await get(BinanceRequests.trades(instrument, from: place))
        let trades = try read { () throws(FeedError) in try decoder.trades(body, of: instrument) }
        return TradePage(trades: trades, isFull: trades.count >= BinanceRequests.pageLimit)
    }

    private func time() async throws(Failure) -> Timestamp {
        let body = try await get(BinanceRequests.time)
        return try read { () throws(FeedError) in try decoder.time(body) }
    }

    private func read<Value>(_ decode: () throws(FeedError) -> Value) throws(Failure) -> Value {
        do { return try decode() } catch { throw .unreadable(error) }
    }

    private func get(_ query: BinanceRequests.Query) async throws(Failure) -> [UInt8] {
        let response: HTTPClient.Response
        do {
            response = try await client.send(
                .get(base + query.path, query: query.parameters.map { ($0.name, $0.value) }))
        } catch {
            throw .transport(error)
        }
        guard response.head.isSuccess else {
            let refusal = BinanceAnswerDecoder.refusal(response.body)
            throw .refused(
                status: response.status, code: refusal?.code, reason: refusal?.reason ?? "",
                retryAfter: response.head.retryAfter)
        }
        return response.body
    }
}
