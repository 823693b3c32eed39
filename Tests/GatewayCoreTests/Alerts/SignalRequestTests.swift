import Domain
import Testing

@testable import GatewayCore

@Suite struct `A signal of a client` {
    private static let received = Timestamp(milliseconds: 1_767_225_900_000)
    private static let caller = Caller(keyID: "k1", label: "bot", scope: .paper)

    private func alert(
        _ body: String, at time: Timestamp = received, caller: Caller = caller, key: String? = nil
    ) throws -> Alert {
        let values = try RequestValues(
            Route.sendSignal.allParameters, query: [],
            header: { $0 == Parameter.idempotencyKey.name ? key : nil })
        let call = try Call(
            .sendSignal, values: values, body: Array(body.utf8), caller: caller, requestID: "r1")
        return try SignalRequest.alert(from: call, receivedAt: time)
    }

    private func faults(_ body: String) -> [String] {
        do {
            _ = try alert(body)
            return []
        } catch let problem as Problem {
            return problem.faults.map { $0.location.joined(separator: ".") + " " + $0.kind }
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `is taken with all it says`() throws {
        let alert = try alert(
            """
            {"instrument":"sim:BTCUSD","interval":"30m","direction":"short","strength":"0.75","id":"a-1",
             "sequence":7,"source":"bot","ttlSeconds":3600,"occurredAt":1767225600000,"note":"below support"}
            """)
        #expect(alert.source == "k1/bot")
        #expect(alert.direction == .short)
        #expect(alert.strength.description == "0.75")
        #expect(alert.sequence == 7)
        #expect(alert.timeToLive == 3_600_000)
        #expect(alert.sentAt == Timestamp(milliseconds: 1_767_225_600_000))
        #expect(alert.receivedAt == Self.received)
        #expect(alert.note == "below support")
        #expect(alert.id.hasPrefix("alert/sim:BTCUSD/30m/"))
    }

    private static let plain =
        #"{"instrument":"sim:BTCUSD","interval":"30m","direction":"long","strength":"1"}"#

    @Test func `has the same id at every door, and another when anything is different`() throws {
        let named = Self.plain.replacing("}", with: #","id":"x"}"#)
        let later = Timestamp(milliseconds: Self.received.milliseconds + 7)
        #expect(try alert(named).id == alert(named, at: later).id)
        #expect(try alert(Self.plain).id == alert(Self.plain, at: later).id)
        let others = [
            try alert(named), try alert(named.replacing("\"x\"", with: "\"y\"")), try alert(Self.plain),
            try alert(Self.plain, at: Self.received + .thirtyMinutes),
            try alert(Self.plain.replacing("\"1\"", with: "\"0.9\"")),
            try alert(Self.plain.replacing("30m", with: "4h")),
            try alert(Self.plain, caller: Caller(keyID: "k2", label: "bot", scope: .paper)),
            try alert(Self.plain, key: "x1"),
        ]
        #expect(Set(others.map(\.id)).count == others.count)
    }

    @Test func `is named by the idempotency key where it names itself not`() throws {
        let later = Self.received + .oneDay
        #expect(try alert(Self.plain, key: "x").id == alert(Self.plain, at: later, key: "x").id)
        #expect(
            try alert(Self.plain, key: "x").id == alert(Self.plain.replacing("}", with: #","id":"x"}"#)).id)
    }

    @Test(arguments: [
        (#"{"instrument":"sim:BTCUSD","interval":"30m","direction":"long"}"#, "body.strength value_error"),
        (
            #"{"instrument":"sim:BTCUSD","interval":"30m","direction":"long","strength":"0"}"#,
            "body.strength value_error"
        ),
        (
            #"{"instrument":"sim:BTCUSD","interval":"30m","direction":"long","strength":"1.01"}"#,
            "body.strength less_than_equal"
        ),
        (
            #"{"instrument":"sim:BTCUSD","interval":"30m","direction":"flat","strength":"0.5"}"#,
            "body.strength value_error"
        ),
        (
            #"{"instrument":"sim:BTCUSD","interval":"31m","direction":"flat"}"#,
            "body.interval literal_error"
        ),
        (
            #"{"instrument":"sim:BTCUSD","interval":"30m","direction":"flat","sequence":-1}"#,
            "body.sequence greater_than_equal"
        ),
        (
            #"{"instrument":"sim:BTCUSD","interval":"30m","direction":"flat","occurredAt":-5}"#,
            "body.occurredAt greater_than_equal"
        ),
        (
            #"{"instrument":"sim:BTCUSD","interval":"30m","direction":"flat","source":"a,b"}"#,
            "body.source string_pattern_mismatch"
        ),
    ])
    func `that makes no sense is refused by the name of the field`(body: String, fault: String) {
        #expect(faults(body) == [fault])
    }

    @Test func `is refused for all that is wrong with it at once`() {
        #expect(
            faults(#"{"instrument":"sim:BTCUSD","interval":"31m","direction":"long"}"#)
                == ["body.interval literal_error", "body.strength value_error"])
    }

    @Test func `that is flat needs no strength`() throws {
        let body = #"{"instrument":"sim:BTCUSD","interval":"30m","direction":"flat"}"#
        #expect(try alert(body).strength == .zero)
    }
}
