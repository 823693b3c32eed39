import Domain
import Messages

/// One message of every kind, and the fields each is written as.
///
/// The texts are pinned: what is in a stream today
/// must be read by every later build, so an entry of this list changes only with the schema's version.
enum Examples {
    static let instrument = InstrumentID(venue: "sim", symbol: "BTCUSDT")
    static let openedAt = Timestamp(milliseconds: 1_514_764_800_000)
    static let closedAt = Timestamp(milliseconds: 1_514_766_600_000)
    static let clientOrderID = "q0123456789abcdef0123456789abcdef"

    static let alert = Alert(
        id: "alert/sim:BTCUSDT/30m/00ff", source: "key-1/bot", instrument: instrument,
        interval: .thirtyMinutes, direction: .short, strength: Rate(units: 60_000_000), sequence: 7,
        timeToLive: 3_600_000, sentAt: Timestamp(milliseconds: 1_514_765_000_000),
        receivedAt: Timestamp(milliseconds: 1_514_765_000_250), note: "breakdown")

    static let bodies: [Message.Body] = [
        .instrumentListed(
            InstrumentListed(
                InstrumentSpecification(
                    instrument: instrument, baseAsset: "BTC", quoteAsset: "USDT",
                    tickSize: Price(units: 1_000_000),
                    lotSize: Quantity(units: 1_000), minimumNotional: Notional(whole: 10)), at: openedAt)),
        .tradePrinted(
            TradePrinted(
                Trade(
                    instrument: instrument, id: 4711, occurredAt: closedAt,
                    price: Price(units: 1_371_520_000_000),
                    quantity: Quantity(units: 150_000_000), aggressor: .sell))),
        .barClosed(
            BarClosed(
                Bar(
                    instrument: instrument, interval: .thirtyMinutes, openedAt: openedAt,
                    open: Price(whole: 13_715),
                    high: Price(whole: 13_750), low: Price(units: 1_370_012_345_678),
                    close: Price(whole: 13_720),
                    volume: Quantity(units: 12_345_678_901), lastTradeID: 4711))),
        .gapConfirmed(
            GapConfirmed(instrument: instrument, interval: .thirtyMinutes, from: openedAt, until: closedAt)),
        .signalEvaluated(
            SignalEvaluated(
                Signal(
                    engine: "cipher-engine", instrument: instrument, interval: .thirtyMinutes,
                    openedAt: openedAt,
                    direction: .long, strength: Rate(units: 75_000_000), reasons: ["green_dot", "oversold"],
                    evidence: [Evidence("wt1", -61.25), Evidence("rsi", 1e-7)]))),
        .decisionMade(
            DecisionMade(
                Decision(
                    instrument: instrument, interval: .thirtyMinutes, openedAt: openedAt, direction: .long,
                    score: Rate(units: 40_000_000), isDegraded: true,
                    expiresAt: Timestamp(milliseconds: 1_514_768_400_000),
                    contributions: [
                        Decision.Contribution(
                            engine: "cipher-engine", isAnswered: true, direction: .long,
                            strength: Rate(units: 75_000_000), weight: Rate(units: 50_000_000)),
                        Decision.Contribution(
                            engine: "volume-profile", isAnswered: false, direction: .flat, strength: .zero,
                            weight: Rate(units: 30_000_000)),
                    ],
                    rules: [
                        Decision.RuleOutcome(rule: "conflict", passed: true, detail: "0 against 1"),
                        Decision.RuleOutcome(rule: "threshold", passed: false, detail: "0.375 below 0.4"),
                    ]))),
        .orderChanged(
            OrderChanged(
                Order(
                    clientOrderID: clientOrderID, causeID: "decision/sim:BTCUSDT/30m/1514764800000",
                    instrument: instrument, side: .buy, quantity: Quantity(units: 7_000_000),
                    filledQuantity: .zero,
                    status: .journalled, reason: "", updatedAt: closedAt))),
        .fillRecorded(
            FillRecorded(
                Fill(
                    id: clientOrderID + "/1", clientOrderID: clientOrderID, instrument: instrument,
                    side: .buy,
                    price: Price(whole: 13_726), quantity: Quantity(units: 7_000_000),
                    fee: Notional(units: 9_608_200_000_000_000), occurredAt: closedAt))),
        .positionChanged(
            PositionChanged(
                Position(
                    instrument: instrument, quantity: Quantity(units: -7_000_000),
                    cost: Notional(units: -9_608_200_000_000_000_000), realized: Notional(units: 12),
                    fees: Notional(whole: 1), updatedAt: closedAt), after: clientOrderID + "/1")),
        .commandIssued(
            CommandIssued(
                .backfill(instrument, interval: .thirtyMinutes, from: openedAt, until: closedAt), id: "c-1",
                issuer: "router", replyTo: "r-1", at: closedAt)),
        .commandReplied(
            CommandReplied(
                CommandIssued(
                    .engageKillSwitch(reason: "drill"), id: "c-2", issuer: "ops", replyTo: "r-2", at: closedAt
                ),
                by: .executor, on: Shard(3), accepted: true, detail: "engaged")),
        .entryRejected(
            EntryRejected(
                service: .router, stream: .market, shard: Shard(3), entryID: "1514766600000-0",
                reason: "field close is missing", original: ["type", "bar.closed", "v", "1"],
                occurredAt: closedAt)),
        .jobRequested(
            JobRequested(
                .backfill, id: "job-1",
                parameters: JobParameters([
                    "instrument": "sim:BTCUSDT", "from": "1514764800000", "to": "1514766600000",
                ]), requester: "desk", at: closedAt)),
        .jobCancelRequested(JobCancelRequested("job-1", requester: "desk", at: closedAt)),
        .jobProgressed(
            JobProgressed(
                "job-1", kind: "backfill",
                status: JobStatus(
                    attempt: 2, step: 3, state: .completed, progress: Rate(whole: 1), message: "1 bar",
                    result: #"{"bars":1}"#),
                instance: "worker-1", at: closedAt)),
        .alertReceived(AlertReceived(alert, openedAt: openedAt)),
        .alertPlaced(AlertPlaced(AlertPlacement(alert, openedAt: openedAt, disposition: .applied))),
        .alertsMissed(
            AlertsMissed(
                AlertHole(
                    source: "key-1/bot", instrument: instrument, interval: .thirtyMinutes, first: 3, last: 6,
                    openedAt: openedAt))),
    ]

    /// `name=value` of every field, in order, per message type.
    static let golden: [String: [String]] = [
        "instrument.listed": [
            "type=instrument.listed", "v=1", "id=instrument/sim:BTCUSDT/1514764800000", "key=sim:BTCUSDT",
            "ts=1514764800000", "baseAsset=BTC", "quoteAsset=USDT", "tickSize=0.01", "lotSize=0.00001",
            "minimumNotional=10",
        ],
        "trade.printed": [
            "type=trade.printed", "v=1", "id=trade/sim:BTCUSDT/4711", "key=sim:BTCUSDT", "ts=1514766600000",
            "tradeID=4711", "price=13715.2", "quantity=1.5", "aggressor=sell",
        ],
        "bar.closed": [
            "type=bar.closed", "v=1", "id=bar/sim:BTCUSDT/30m/1514764800000", "key=sim:BTCUSDT",
            "ts=1514766600000",
            "interval=30m", "openedAt=1514764800000", "open=13715", "high=13750", "low=13700.12345678",
            "close=13720", "volume=123.45678901", "lastTradeID=4711",
        ],
        "gap.confirmed": [
            "type=gap.confirmed", "v=1", "id=gap/sim:BTCUSDT/30m/1514764800000/1514766600000",
            "key=sim:BTCUSDT",
            "ts=1514766600000", "interval=30m", "from=1514764800000", "until=1514766600000",
        ],
        "alert.received": [
            "type=alert.received", "v=1", "id=alert/sim:BTCUSDT/30m/00ff", "key=sim:BTCUSDT",
            "ts=1514765000000", "source=key-1/bot", "interval=30m", "direction=short", "strength=0.6",
            "sequence=7", "timeToLive=3600000", "sentAt=1514765000000", "receivedAt=1514765000250",
            "note=breakdown", "openedAt=1514764800000",
        ],
        "alert.placed": [
            "type=alert.placed", "v=1", "id=placed/alert/sim:BTCUSDT/30m/00ff", "key=sim:BTCUSDT",
            "ts=1514766600000", "alertID=alert/sim:BTCUSDT/30m/00ff", "source=key-1/bot", "interval=30m",
            "direction=short", "strength=0.6", "sequence=7", "timeToLive=3600000", "sentAt=1514765000000",
            "receivedAt=1514765000250", "note=breakdown", "openedAt=1514764800000", "disposition=applied",
        ],
        "alerts.missed": [
            "type=alerts.missed", "v=1", "id=missed/sim:BTCUSDT/30m/key-1/bot/3-6/1514764800000",
            "key=sim:BTCUSDT", "ts=1514766600000", "source=key-1/bot", "interval=30m", "first=3", "last=6",
            "openedAt=1514764800000",
        ],
        "signal.evaluated": [
            "type=signal.evaluated", "v=1", "id=cipher-engine/sim:BTCUSDT/30m/1514764800000",
            "key=sim:BTCUSDT",
            "ts=1514766600000", "engine=cipher-engine", "interval=30m", "openedAt=1514764800000",
            "direction=long",
            "strength=0.75", "reasons=green_dot,oversold", "e.wt1=-61.25", "e.rsi=1e-07",
        ],
        "decision.made": [
            "type=decision.made", "v=1", "id=decision/sim:BTCUSDT/30m/1514764800000", "key=sim:BTCUSDT",
            "ts=1514766600000", "interval=30m", "openedAt=1514764800000", "direction=long", "score=0.4",
            "degraded=true", "expiresAt=1514768400000", "c.cipher-engine=long 0.75 0.5",
            "c.volume-profile=missing 0 0.3", "r.conflict=pass 0 against 1",
            "r.threshold=fail 0.375 below 0.4",
        ],
        "order.changed": [
            "type=order.changed", "v=1", "id=order/q0123456789abcdef0123456789abcdef/journalled/0",
            "key=sim:BTCUSDT", "ts=1514766600000", "clientOrderID=q0123456789abcdef0123456789abcdef",
            "causeID=decision/sim:BTCUSDT/30m/1514764800000", "side=buy", "quantity=0.07", "filledQuantity=0",
            "status=journalled", "reason=",
        ],
        "fill.recorded": [
            "type=fill.recorded", "v=1", "id=fill/q0123456789abcdef0123456789abcdef/1", "key=sim:BTCUSDT",
            "ts=1514766600000", "fillID=q0123456789abcdef0123456789abcdef/1",
            "clientOrderID=q0123456789abcdef0123456789abcdef", "side=buy", "price=13726", "quantity=0.07",
            "fee=0.96082",
        ],
        "position.changed": [
            "type=position.changed", "v=1", "id=position/q0123456789abcdef0123456789abcdef/1",
            "key=sim:BTCUSDT",
            "ts=1514766600000", "fillID=q0123456789abcdef0123456789abcdef/1", "quantity=-0.07",
            "cost=-960.82",
            "realized=0.0000000000000012", "fees=1",
        ],
        "command.issued": [
            "type=command.issued", "v=2", "id=c-1", "key=sim:BTCUSDT", "ts=1514766600000", "command=backfill",
            "issuer=router", "replyTo=r-1", "interval=30m", "from=1514764800000", "until=1514766600000",
        ],
        "command.replied": [
            "type=command.replied", "v=2", "id=reply/c-2/executor/s03", "key=", "ts=1514766600000",
            "commandID=c-2",
            "replyTo=r-2", "service=executor", "shard=3", "accepted=true", "detail=engaged",
        ],
        "entry.rejected": [
            "type=entry.rejected", "v=1", "id=dead/router/s03/market/1514766600000-0", "key=",
            "ts=1514766600000",
            "service=router", "stream=market", "entryID=1514766600000-0", "reason=field close is missing",
            "o.type=bar.closed", "o.v=1",
        ],
        "job.requested": [
            "type=job.requested", "v=1", "id=job-1", "key=", "ts=1514766600000", "kind=backfill",
            "requester=desk",
            #"body={"from":"1514764800000","instrument":"sim:BTCUSDT","to":"1514766600000"}"#,
        ],
        "job.cancel-requested": [
            "type=job.cancel-requested", "v=1", "id=job-1/cancel", "key=", "ts=1514766600000", "jobID=job-1",
            "requester=desk",
        ],
        "job.progressed": [
            "type=job.progressed", "v=1", "id=job-1/2/3", "key=", "ts=1514766600000", "jobID=job-1",
            "kind=backfill", "attempt=2", "step=3", "state=completed", "progress=1", "message=1 bar",
            "instance=worker-1", #"body={"bars":1}"#,
        ],
    ]
}
