import ArgumentParser
import Domain
import Foundation
import GatewayCore

/// A scope on a command line.
struct ScopeArgument: ExpressibleByArgument {
    let scope: Scope

    init?(argument: String) {
        guard let scope = Scope(rawValue: argument) else { return nil }
        self.scope = scope
    }

    static var allValueStrings: [String] { Scope.allCases.map(\.rawValue) }
}

/// For how long a key opens the API: `90d`, `12h`, `30m` or `never`.
struct KeyLifetime: ExpressibleByArgument, Equatable {
    /// Nil for ever.
    let milliseconds: Int64?

    /// Ten years; what shall live longer says `never`.
    private static let longest: Int64 = 3_650 * 86_400_000

    init?(argument: String) {
        guard argument != "never" else {
            milliseconds = nil
            return
        }
        let units: [Character: Int64] = ["m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let unit = argument.last.flatMap({ units[$0] }), let count = Int64(argument.dropLast()),
            count > 0, count <= Self.longest / unit
        else { return nil }
        milliseconds = count * unit
    }

    /// As it is given, in the largest unit that is whole.
    var defaultValueDescription: String {
        guard let milliseconds else { return "never" }
        let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m")]
        let unit = units.first { milliseconds.isMultiple(of: $0.0) } ?? (60_000, "m")
        return "\(milliseconds / unit.0)\(unit.1)"
    }

    /// When a key made now ends.
    func end(from now: Timestamp) -> Timestamp? {
        milliseconds.map { Timestamp(milliseconds: now.milliseconds + $0) }
    }
}

/// An amount of quote currency on a command line.
struct AmountArgument: ExpressibleByArgument {
    let notional: Notional

    init?(argument: String) {
        guard let notional = Notional(argument), notional >= .zero else { return nil }
        self.notional = notional
    }
}

/// A quantity of one instrument on a command line: `sim:BTCUSD=0.5`.
struct QuantityArgument: ExpressibleByArgument {
    let instrument: InstrumentID
    let quantity: Quantity

    init?(argument: String) {
        // The last: a venue's symbols are its own affair.
        guard let equals = argument.lastIndex(of: "="),
            let instrument = InstrumentID(String(argument[..<equals])),
            let quantity = Quantity(String(argument[argument.index(after: equals)...])), quantity >= .zero
        else { return nil }
        self.instrument = instrument
        self.quantity = quantity
    }
}

extension Timestamp {
    /// For a person, in UTC.
    var readable: String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: false))
    }
}
