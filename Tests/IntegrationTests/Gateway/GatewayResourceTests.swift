import Foundation
import HTTP
import Testing

extension GatewayTests {
    @Suite struct `The gateway's further records` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        @Test func `are found one by one under their ids`() async throws {
            for (list, id) in [
                ("/v1/instruments", "instrument"), ("/v1/signals", "id"), ("/v1/decisions", "id"),
                ("/v1/orders", "clientOrderID"), ("/v1/fills", "id"), ("/v1/positions", "instrument"),
            ] {
                let record = try #require(try await suite.ask("\(list)?limit=1").json["items"].items.first)
                let name = try #require(record[id].text)
                let escaped = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                for path in ["\(list)/\(name)", "\(list)/\(escaped)"] {
                    let answer = try await suite.ask(path)
                    #expect(answer.status == 200, "\(path)")
                    #expect(try answer.json == record, "\(path)")
                }
                #expect(try await suite.ask("\(list)/none").status == 404)
            }
        }

        @Test func `hold what the engines measured, as numbers`() async throws {
            let features = try await suite.walk(
                "/v1/features?instrument=sim:BTCUSD&interval=30m", limit: 1000)
            #expect(features.count == 48 * RunningSuite.days)
            #expect(features.contains { $0["wt1"].number != nil && $0["moneyFlow"].number != nil })
            #expect(
                features.contains {
                    $0["values"]["stc"].number != nil && $0["values"]["a_ema8"].number != nil
                })
            #expect(features.allSatisfy { $0["values"]["parameters"].number != nil })
            let profiles = try await suite.walk(
                "/v1/profiles?instrument=sim:BTCUSD&interval=30m", limit: 1000)
            #expect(profiles.contains { $0["rollingPointOfControl"].number ?? 0 > 0 })
        }

        @Test func `are built where an interval is not stored, whole bars alone`() async throws {
            let base = try await suite.walk(
                "/v1/candles?instrument=sim:BTCUSD&interval=30m&order=asc", limit: 1000)
            let days = try await suite.walk(
                "/v1/candles?instrument=sim:BTCUSD&interval=1d&order=asc", limit: 2)
            #expect(days.count == RunningSuite.days)
            for (index, day) in days.enumerated() {
                let parts = base[index * 48..<(index + 1) * 48]
                #expect(day["openedAt"] == parts.first?["openedAt"] && day["open"] == parts.first?["open"])
                #expect(day["close"] == parts.last?["close"])
                #expect(day["high"].decimal == parts.compactMap { $0["high"].decimal }.max())
                #expect(day["volume"].decimal == parts.compactMap { $0["volume"].decimal }.reduce(0, +))
            }
            #expect(try await suite.ask("/v1/candles?interval=1m").status == 422)
            #expect(try await suite.ask("/v1/candles?limit=1").json["gaps"] == .array([]))
        }

        @Test func `tell of the newest bar at once, stored or built, and clearly of none`() async throws {
            for interval in ["30m", "4h", "1d"] {
                let place = "instrument=sim:BTCUSD&interval=\(interval)"
                let latest = try await suite.ask("/v1/candles/latest?\(place)")
                #expect(latest.status == 200, "\(latest.text)")
                let page = try await suite.ask("/v1/candles?\(place)&limit=1")
                #expect(page.text.hasPrefix(#"{"items":[\#(latest.text)],"next":"#), "\(latest.text)")
            }
            let none = try await suite.ask("/v1/candles/latest?instrument=sim:NOPE&interval=30m")
            #expect(none.status == 404 && none.type == "application/problem+json")
            let incomplete = try await suite.ask("/v1/candles/latest?instrument=sim:BTCUSD")
            #expect(incomplete.status == 422 && incomplete.text.contains("interval"))
        }

        @Test func `add up to the profile of any range`() async throws {
            let bars = try await suite.walk(
                "/v1/candles?instrument=sim:BTCUSD&interval=30m&order=asc", limit: 1000)
            let from = Int64(bars[3]["openedAt"].number ?? 0)
            let to = Int64(bars[20]["openedAt"].number ?? 0)
            let profile = try await suite.ask(
                "/v1/profiles/range?instrument=sim:BTCUSD&from=\(from)&to=\(to)&rows=16"
            ).json
            let rows = profile["rows"].items
            #expect((1...16).contains(rows.count))
            #expect(rows.compactMap { $0["volume"].decimal }.reduce(0, +) == profile["volume"].decimal)
            let expected = bars[3..<20].compactMap { $0["volume"].decimal }.reduce(0, +)
            #expect(profile["volume"].decimal == expected && expected > 0)
            let both = try await suite.ask(
                "/v1/profiles/range?instrument=sim:BTCUSD&with=sim:ETHUSD&from=\(from)&to=\(to)&source=bars"
                    + "&interval=30m&valueAreaRule=single"
            ).json
            #expect(both["source"].text == "bars" && both["with"].text == "sim:ETHUSD")
            #expect((both["volume"].decimal ?? 0) > expected && (both["vwap"].number ?? 0) > 0)
            let wrong = try await suite.ask("/v1/profiles/range?instrument=sim:BTCUSD&from=5&to=5")
            #expect(wrong.status == 422)
        }

        @Test func `end with what the portfolio is worth`() async throws {
            let portfolio = try await suite.ask("/v1/portfolio").json
            let curve = try await suite.ask("/v1/equity").json["items"].items
            let currency = portfolio["totals"].items.first?["currency"]
            let last = curve.last { $0["currency"] == currency }
            #expect(last?["equity"] == portfolio["totals"].items.first?["equity"])
            let times = curve.compactMap { $0["at"].number }
            #expect(times == times.sorted() && times.count > 48)
        }

        @Test func `are shown in full as a sample on demand`() async throws {
            let document = try await suite.ask("/openapi.json").json
            let forms = DocumentedForms(document: document)
            for (path, methods) in document["paths"].members {
                let parameters = methods["get"]["parameters"].items
                guard parameters.contains(where: { $0["name"].text == "example" }) else { continue }
                var query = "example=true"
                for parameter in parameters
                where parameter["required"] == .boolean(true) && parameter["in"].text == "query" {
                    let value = ["instrument": "sim:X", "interval": "30m"][
                        parameter["name"].text ?? "", default: "1"]
                    query += "&\(parameter["name"].text ?? "")=\(value)"
                }
                let filled = path.replacing(/{[^}]+}/, with: "x")
                let answer = try await suite.ask("\(filled)?\(query)")
                #expect(answer.status == 200, "\(path): \(answer.text)")
                let faults = try forms.faults(in: answer.json, of: path)
                #expect(faults == [], "\(faults)")
                #expect(!answer.text.contains("null") && !answer.text.contains("[]"), "\(path)")
            }
        }

        @Test func `need not be sent again while they hold`() async throws {
            let first = try await suite.ask("/v1/instruments")
            let tag = try #require(first.headers["ETag"])
            let again = try await suite.ask(
                "/v1/instruments", key: suite.key, headers: ["If-None-Match": tag])
            #expect(again.status == 304 && again.text.isEmpty && again.headers["ETag"] == tag)
            let other = try await suite.ask(
                "/v1/instruments", key: suite.key, headers: ["If-None-Match": "\"x\""])
            #expect(other.status == 200)
        }

        @Test func `come compressed for whom that suits`() async throws {
            let plain = try await suite.ask(
                "/v1/candles?limit=500", key: suite.key, headers: ["Accept-Encoding": "identity"])
            #expect(plain.headers["Content-Encoding"] == nil)
            for accepted in ["gzip", "br, gzip;q=0.5", "*"] {
                let answer = try await suite.ask(
                    "/v1/candles?limit=500", key: suite.key, headers: ["Accept-Encoding": accepted])
                #expect(answer.headers["Content-Encoding"] == "gzip")
            }
            let refused = try await suite.ask(
                "/v1/candles?limit=500", key: suite.key, headers: ["Accept-Encoding": "gzip;q=0"])
            #expect(refused.headers["Content-Encoding"] == nil)
        }
    }
}
