import Foundation
import HTTP
import ServerSupport
import Testing

/// Signals from outside through the whole pipeline, while it works, and a replay of what came of them.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `Signals from outside` {
    private func body(
        _ number: Int, _ direction: String, of instrument: String = "sim:BTCUSD", interval: String = "30m",
        source: String = "bot", ttl: Int? = nil
    ) -> String {
        let strength = direction == "flat" ? "" : #","strength":"0.9""#
        let life = ttl.map { #","ttlSeconds":\#($0)"# } ?? ""
        return
            #"{"instrument":"\#(instrument)","interval":"\#(interval)","direction":"\#(direction)"\#(strength),"#
            + #""source":"\#(source)","sequence":\#(number),"id":"\#(source)-\#(number)"\#(life)}"#
    }

    /// The template as TradingView fills it in.
    private func filled(_ template: String, second: Int) -> String {
        [
            "exchange": "BINANCE", "ticker": "BTCUSDT", "interval": "30", "strategy.order.action": "buy",
            "strategy.market_position": "long", "close": "13715.2", "time": "2026-01-01T00:00:00Z",
            "timenow": "2026-01-01T00:00:\(second)Z",
        ].reduce(template) { $0.replacing("{{\($1.key)}}", with: $1.value) }
    }

    @Test func `are heard once, in order and at the right bar, and a replay of them gives the same bytes`()
        async throws
    {
        let suite = try await AlertSuite.start()
        var sent: Set<String> = []
        func send(_ body: String, doors: [Int]) async throws {
            for door in doors {
                let answer = try await suite.send(.post, "/v1/signals", body, door: door)
                #expect(answer.status == 202, "\(answer.text)")
                sent.insert(try answer.json["id"].text ?? "")
            }
        }
        let hook = try await suite.send(
            .post, "/v1/hooks",
            #"{"label":"charts","symbols":[{"symbol":"BINANCE:BTCUSDT","instrument":"sim:BTCUSD"}]}"#)
        #expect(hook.status == 201, "\(hook.text)")
        let path = try #require(try hook.json["path"].text)
        let template = try #require(try hook.json["message"].text)

        // Numbers swapped, doubled at the other door, left out (11) and late; two instruments, two intervals.
        let numbers = [[2, 1], [3], [5, 4], [4], [6], [8, 7], [9], [10], [12], [13], [15], [14], [16]]
        var round = 0
        while suite.isAtWork, round < numbers.count {
            for number in numbers[round] {
                let direction = ["long", "short", "long", "flat"][number % 4]
                try await send(
                    body(number, direction, ttl: number % 3 == 0 ? 7_200 : nil),
                    doors: number % 2 == 0 ? [0, 1] : [1])
            }
            try await send(body(round + 1, "short", of: "sim:ETHUSD", ttl: 20_000), doors: [1, 0, 1])
            if round % 4 == 0 {
                try await send(body(round + 1, "long", interval: "4h", source: "slow"), doors: [0])
            }
            let message = filled(template, second: 10 + round)
            for door in 0..<2 {
                let answer = try await suite.send(
                    .post, path, message, door: door, isKnown: false, type: "text/plain; charset=utf-8")
                #expect(answer.status == 202, "\(answer.text)")
                sent.insert(try answer.json["id"].text ?? "")
            }
            // The moment at which a signal came must survive the router.
            if round == 5 { try suite.demo.kill("router-1") }
            try await Task.sleep(for: .milliseconds(400))
            round += 1
        }
        #expect(round == numbers.count, "the recording was over too soon")
        try await suite.toTheEnd()

        try await expectTheRecord(of: sent, in: suite)
        try await expectTheSameFromAReplay(of: suite)
        try await expectADoorToClose(path, message: template, in: suite)
    }

    private func expectTheRecord(of sent: Set<String>, in suite: AlertSuite) async throws {
        let alerts = try await suite.ask("/v1/alerts?limit=1000", door: 1).json["items"].items
        #expect(Set(alerts.compactMap { $0["id"].text }) == sent)
        #expect(alerts.count == sent.count)
        let dispositions = Set(alerts.compactMap { $0["disposition"].text })
        #expect(dispositions.contains("applied") && dispositions.contains("superseded"))
        let holes = try await suite.ask("/v1/alert-holes?instrument=sim:BTCUSD").json["items"].items
        #expect(holes.contains { $0["first"].number == 11 && $0["last"].number == 11 })
        let heard = try await suite.ask("/v1/signals?engine=external&direction=short&limit=1000")
        #expect(try !heard.json["items"].items.isEmpty)
        let decisions = try await suite.ask("/v1/decisions?limit=1000").json["items"].items
        let engines = decisions.flatMap { $0["contributions"].items }.compactMap { $0["engine"].text }
        #expect(engines.contains("external"))
        #expect(
            try await suite.ask("/v1/status").json["services"].items.allSatisfy {
                $0["deadLetters"].number == 0
            })
    }

    private func expectTheSameFromAReplay(of suite: AlertSuite) async throws {
        let (live, again) = (suite.place("live"), suite.place("again"))
        let export = try await suite.demo.operate(["export", "--out", live])
        #expect(export.status == 0, "\(export.output)")
        let replay = try await suite.demo.operate(
            ["replay", "--alerts", live + "/alerts.jsonl", "--out", again] + AlertSuite.stretch)
        #expect(replay.status == 0, "\(replay.output)")
        let difference = try await suite.demo.operate(["diff", live, again])
        #expect(difference.status == 0, "\(difference.output)")
        // What was heard made a difference, or this would prove nothing.
        let silent = suite.place("silent")
        _ = try await suite.demo.operate(["replay", "--out", silent] + AlertSuite.stretch)
        #expect(try await suite.demo.operate(["diff", live, silent]).status == 1)
        let lines = try String(contentsOfFile: live + "/alerts.jsonl", encoding: .utf8)
        #expect(lines.split(separator: "\n").count > 20)
    }

    private func expectADoorToClose(
        _ path: String, message: String, in suite: AlertSuite
    ) async throws {
        func status(_ message: String) async throws -> Int {
            try await suite.send(.post, path, message, isKnown: false, type: "text/plain").status
        }
        let good = filled(message, second: 59)
        #expect(try await status(message) == 422)
        #expect(try await status("BTCUSDT long") == 422)
        #expect(try await status(good.replacing(#""30""#, with: #""45""#)) == 422)
        #expect(try await status(good.replacing(#""secret":""#, with: #""secret":"x"#)) == 401)
        let id = try #require(path.split(separator: "/").last.map(String.init))
        let again = try await suite.send(
            .post, "/v1/hooks",
            #"{"label":"charts","symbols":[{"symbol":"A:B","instrument":"sim:BTCUSD"}]}"#)
        #expect(again.status == 409)
        let listed = try await suite.ask("/v1/hooks", door: 1)
        #expect(try listed.json["items"].items.map { $0["id"].text } == [id])
        #expect(!listed.text.contains("secret"))
        #expect(try await suite.send(.delete, "/v1/hooks/\(id)", door: 1).status == 200)
        #expect(try await suite.ask("/v1/hooks/\(id)").status == 404)
        #expect(try await status(good) == 401)
        #expect(try await suite.send(.post, "/v1/signals", body(1, "long"), isKnown: false).status == 401)
        let unknown = try await suite.send(.post, "/v1/signals", body(1, "long", of: "sim:NOPE"))
        #expect(unknown.status == 422, "\(unknown.text)")
        let length = try await suite.send(.post, "/v1/signals", body(1, "long", interval: "1h"))
        #expect(length.status == 422, "\(length.text)")
    }
}
