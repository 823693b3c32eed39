import Domain
import Foundation
import Profiles

/// Measures the volume profile: `profile-bench TRADES ROW_SIZE ROUNDS`.
///
/// TRADES is comma-separated, `time_ms,price,qty,is_buyer_maker,…`, unpacked; reading it is not measured. Prints one JSON
/// object: the medians, and what the profile amounts to, so that others can be compared with it.
@main enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let size = Price(arguments[2]), size.isPositive,
            let rounds = Int(arguments[3]), rounds > 0
        else {
            print("usage: profile-bench TRADES ROW_SIZE ROUNDS")
            exit(2)
        }
        let prints = try String(contentsOfFile: arguments[1], encoding: .utf8).split(separator: "\n")
            .dropFirst().compactMap(trade)
        let grid = ProfileGrid(rowSize: size)
        var profile = VolumeProfile(grid: grid)
        let add = median(rounds, of: Double(prints.count)) {
            profile = VolumeProfile(grid: grid)
            for print in prints { profile.add(print) }
        }
        let bounded = median(rounds, of: Double(prints.count)) {
            var session = SessionProfile(grid: grid, maximumRows: 256)
            for print in prints { session.add(print) }
            // Used, or it would not be made.
            if session.profile.rowCount == 0 { exit(1) }
        }
        let thousand = wide(1000)
        let fraction = Rate(basisPoints: 7000)
        var rows: Int64 = 0
        let answer = median(rounds, of: 1000) {
            for _ in 0..<1000 { rows &+= thousand.valueArea(fraction: fraction)?.rows.upperBound ?? 0 }
        }
        let nodes = median(rounds, of: 100) {
            for _ in 0..<100 { rows &+= Int64(thousand.nodes().high.count) }
        }
        let developing = median(rounds, of: Double(prints.count)) {
            var session = VolumeProfile(grid: grid)
            for print in prints {
                session.add(print)
                rows &+= session.pointOfControl ?? 0
            }
        }
        let area = profile.valueArea(fraction: fraction)
        let single = profile.valueArea(fraction: fraction, rule: .singleRow)
        let result: [String: Any] = [
            "trades": prints.count, "rows": profile.rowCount, "add_ns": add, "bounded_ns": bounded,
            "developing_poc_ns": developing, "poc_va_1000_us": answer / 1000, "nodes_1000_us": nodes / 1000,
            "total": profile.volume.total.description, "delta": profile.volume.delta.description,
            "poc_row": profile.pointOfControl ?? 0,
            "va2": [area?.rows.lowerBound ?? 0, area?.rows.upperBound ?? 0],
            "va1": [single?.rows.lowerBound ?? 0, single?.rows.upperBound ?? 0], "check": rows & 1,
        ]
        let data = try JSONSerialization.data(withJSONObject: result, options: .sortedKeys)
        print(String(decoding: data, as: UTF8.self))
    }

    /// Nanoseconds of one of so many steps, of the median round.
    private static func median(_ rounds: Int, of steps: Double, _ body: () -> Void) -> Double {
        let times = (0..<rounds).map { _ in ContinuousClock().measure(body) / .nanoseconds(1) / steps }
        return times.sorted()[rounds / 2]
    }

    /// So many rows, all of which an area of 70 % nearly reaches through.
    private static func wide(_ rows: Int64) -> VolumeProfile {
        var profile = VolumeProfile(grid: ProfileGrid(rowSize: Price(units: 1)))
        for row in 0..<rows {
            let quantity = Quantity(units: Int128(1000 + (row * 7919) % 101))
            profile.add(Print(price: Price(units: 5000 + row), quantity: quantity, aggressor: .buy))
        }
        return profile
    }

    private static func trade(_ line: Substring) -> Print? {
        let cells = line.split(separator: ",").map(String.init)
        guard cells.count >= 4, let price = Price(cells[1]), let quantity = Quantity(cells[2]) else {
            return nil
        }
        return Print(price: price, quantity: quantity, aggressor: cells[3] == "1" ? .sell : .buy)
    }
}
