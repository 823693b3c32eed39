import Foundation
import Testing

extension GatewayTests {
    @Suite struct `The gateway's records` {
        let suite: RunningSuite

        init() async throws { suite = try await RunningSuite.running() }

        private func ids(_ records: [JSON]) -> [String] { records.compactMap { $0["id"].text } }

        @Test(arguments: ["desc", "asc"]) func `come page by page, each once, in order`(order: String)
            async throws
        {
            let all = try await suite.walk("/v1/decisions?order=\(order)", limit: 97)
            #expect(all.count == RunningSuite.bars)
            #expect(Set(ids(all)).count == all.count)
            let times = all.compactMap { $0["openedAt"].number }
            #expect(times == (order == "asc" ? times.sorted() : times.sorted(by: >)))
            let other = try await suite.walk(
                "/v1/decisions?order=\(order == "asc" ? "desc" : "asc")", limit: 1000)
            #expect(ids(other.reversed()) == ids(all))
        }

        @Test func `are all that the filters let through, and nothing else`() async throws {
            let all = try await suite.walk("/v1/decisions", limit: 1000)
            let times = all.compactMap { $0["openedAt"].number }.sorted()
            let (from, to) = (times[times.count / 4], times[times.count / 2])
            let filters: [(query: String, holds: (JSON) -> Bool)] = [
                ("instrument=sim:BTCUSD", { $0["instrument"].text == "sim:BTCUSD" }),
                ("interval=4h", { $0["interval"].text == "4h" }),
                ("direction=long", { $0["direction"].text == "long" }),
                ("from=\(Int64(from))", { ($0["openedAt"].number ?? 0) >= from }),
                (
                    "from=\(Int64(from))&to=\(Int64(to))&interval=30m",
                    {
                        (from..<to).contains($0["openedAt"].number ?? 0) && $0["interval"].text == "30m"
                    }
                ),
            ]
            for (query, holds) in filters {
                let found = try await suite.walk("/v1/decisions?\(query)", limit: 50)
                #expect(ids(found) == ids(all.filter(holds)), "\(query)")
                #expect(!found.isEmpty && found.count < all.count, "\(query)")
            }
            let signals = try await suite.walk("/v1/signals?engine=volume-profile", limit: 1000)
            #expect(signals.count == RunningSuite.bars)
            #expect(signals.allSatisfy { $0["engine"].text == "volume-profile" })
            #expect(
                try await suite.walk("/v1/candles?interval=30m", limit: 1000).count == 2 * 48
                    * RunningSuite.days)
        }

        @Test func `tell of a confirmed decision why, and what the executor did`() async throws {
            let order = try #require(try await suite.walk("/v1/orders?status=filled", limit: 10).first)
            let decision = try #require(order["causeID"].text)
            for id in [
                decision, try #require(decision.addingPercentEncoding(withAllowedCharacters: .alphanumerics)),
            ] {
                let why = try await suite.ask("/v1/decisions/\(id)/why").json
                #expect(why["id"].text == decision && why["verdict"].text == "confirmed")
                #expect(why["firstFailure"] == .null)
                #expect(why["rules"].items.allSatisfy { $0["passed"] == .boolean(true) })
                #expect(why["orders"].items == [order])
                let fills = try await suite.walk(
                    "/v1/fills?clientOrderID=\(order["clientOrderID"].text ?? "")", limit: 10)
                #expect(!fills.isEmpty && why["fills"].items == fills)
                let parts = why["contributions"].items
                #expect(
                    Set(parts.compactMap { $0["engine"].text }) == [
                        "cipher-engine", "volume-profile", "strategy-gen",
                    ])
                #expect(parts.contains { !$0["reasons"].items.isEmpty && !$0["evidence"].items.isEmpty })
                // Each share is rounded by less than a unit of the score's last place.
                let sum = parts.compactMap { $0["share"].decimal }.reduce(0, +)
                #expect(abs(sum - (why["score"].decimal ?? 9)) < Decimal(string: "0.0001") ?? 0)
                #expect(!why["text"].items.isEmpty)
            }
        }

        @Test func `tell of a rejected decision which rule said no first`() async throws {
            let flat = try await suite.walk("/v1/decisions?direction=flat&order=asc", limit: 1000)
            let rejected = try #require(
                flat.last { $0["rules"].items.contains { $0["passed"] == .boolean(false) } })
            let why = try await suite.ask("/v1/decisions/\(rejected["id"].text ?? "")/why").json
            #expect(why["verdict"].text == "rejected")
            #expect(why["firstFailure"] == why["rules"].items.last)
            #expect(why["firstFailure"]["passed"] == .boolean(false))
            #expect(why["rules"].items.dropLast().allSatisfy { $0["passed"] == .boolean(true) })
            #expect(why["orders"] == .array([]) && why["fills"] == .array([]))
        }

        private func quantities(of items: [JSON]) -> [String: String] {
            Dictionary(
                uniqueKeysWithValues: items.map { ($0["instrument"].text ?? "", $0["quantity"].text ?? "") })
        }

        @Test func `add up to the portfolio`() async throws {
            let portfolio = try await suite.ask("/v1/portfolio").json
            let holdings = portfolio["holdings"].items
            let positions = try await suite.walk("/v1/positions", limit: 1)
            // Positions come by when they changed, holdings by instrument.
            #expect(quantities(of: holdings) == quantities(of: positions))
            let totals = portfolio["totals"].items
            #expect(
                Set(totals.compactMap { $0["currency"].text })
                    == Set(holdings.compactMap { $0["currency"].text }))
            for total in totals {
                let own = holdings.filter { $0["currency"] == total["currency"] }
                for name in ["capital", "realized", "unrealized", "fees", "equity"] {
                    #expect(
                        total[name].decimal == own.compactMap { $0[name].decimal }.reduce(0, +), "\(name)")
                }
            }
            for value in holdings + totals {
                let amounts = ["capital", "realized", "unrealized"].compactMap { value[$0].decimal }
                #expect(value["equity"].decimal == amounts.reduce(0, +) - (value["fees"].decimal ?? 0))
            }
            let fills = try await suite.walk("/v1/fills", limit: 1000)
            #expect(
                fills.compactMap { $0["fee"].decimal }.reduce(0, +)
                    == totals.compactMap { $0["fees"].decimal }.reduce(0, +))
            for position in positions {
                let own = fills.filter { $0["instrument"] == position["instrument"] }
                let held = own.reduce(Decimal(0)) { sum, fill in
                    sum + (fill["quantity"].decimal ?? 0) * (fill["side"].text == "buy" ? 1 : -1)
                }
                #expect(held == position["quantity"].decimal)
            }
        }
    }
}
