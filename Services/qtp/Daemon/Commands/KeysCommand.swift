import AccessControl
import ArgumentParser
import Domain
import Foundation
import GatewayCore
import OperatorCore
import Postgres
import ServiceRuntime

/// `qtp keys`.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Looks after the keys that open the HTTP API.",
        discussion: """
            Works on the database, so that it also works while no gateway runs. Gateways take a change over within \
            2 seconds. Every change is written to the audit log.
            """,
        subcommands: [Create.self, List.self, Revoke.self, Rotate.self], defaultSubcommand: List.self)

    /// `qtp keys create`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a key and shows it, this once.",
            discussion: "The key alone goes to standard output, everything else to standard error.")
        @OptionGroup var suite: SuiteOptions
        @Option(help: "What it may do; each scope includes those before it.")
        var scope: ScopeArgument
        @Option(help: "What it is for, 1 to 64 characters.")
        var label: String
        @Option(help: "When it ends by itself: 90d, 12h, 30m or never.")
        var expires: KeyLifetime = .ninetyDays
        @Option(help: ArgumentHelp("Requests a minute, all gateways together.", valueName: "requests"))
        var rate: Int?
        @Option(help: ArgumentHelp("Greatest value of one order, quote currency.", valueName: "amount"))
        var orderNotional: AmountArgument?
        @Option(help: ArgumentHelp("Greatest value of a day's orders, quote currency.", valueName: "amount"))
        var dailyNotional: AmountArgument?
        @Option(
            help: ArgumentHelp(
                "Greatest quantity of one order of an instrument, in units of its base asset; once for each.",
                valueName: "venue:symbol=quantity"))
        var orderQuantity: [QuantityArgument] = []

        func validate() throws {
            guard (1...64).contains(label.unicodeScalars.count),
                label.unicodeScalars.allSatisfy({ $0.value >= 32 })
            else { throw ValidationError("--label has 1 to 64 printable characters.") }
            guard rate.map({ (1...6_000_000).contains($0) }) ?? true else {
                throw ValidationError("--rate is from 1 to 6000000 requests a minute.")
            }
            guard Set(orderQuantity.map(\.instrument)).count == orderQuantity.count else {
                throw ValidationError("--order-quantity names each instrument once.")
            }
            guard orderQuantity.count <= 64 else {
                throw ValidationError("--order-quantity is given for at most 64 instruments.")
            }
        }

        func run() async throws {
            let now = Timestamp.now
            let limits = KeyLimits(
                requestsPerMinute: rate, orderNotional: orderNotional?.notional,
                dailyNotional: dailyNotional?.notional,
                orderQuantities: Dictionary(
                    orderQuantity.map { ($0.instrument, $0.quantity) }, uniquingKeysWith: min))
            let request = KeyRequest(
                label: label, scope: scope.scope.rawValue, expiresAt: expires.end(from: now), limits: limits)
            let made = try await suite.keys().create(request, by: KeyOperator.id, at: now) { record in
                [KeyOperator.entry(.createKey, record.id, before: nil, after: record, at: now)]
            }
            KeyOperator.show(made)
        }
    }

    /// `qtp keys list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the keys, without the keys themselves.")
        @OptionGroup var suite: SuiteOptions
        @Flag(help: "Also those that are expired or revoked.")
        var all = false
        @Flag(help: "One JSON object a line.")
        var json = false

        func run() async throws {
            let now = Timestamp.now
            let records = try await suite.keys().all().filter { all || $0.state(at: now) == .active }
            guard !json else {
                for record in records { Terminal.say(try record.document(at: now)) }
                return
            }
            guard !records.isEmpty else { return Terminal.say("no keys") }
            Terminal.say(
                TextTable.text(
                    ["id", "label", "scope", "state", "expires", "last used", "a minute"],
                    records.map { record in
                        [
                            record.id, record.label, record.scope, record.state(at: now).rawValue,
                            record.expiresAt?.readable ?? "never", record.lastUsedAt?.readable ?? "never",
                            record.limits.requestsPerMinute.map(String.init) ?? "default",
                        ]
                    }))
        }
    }

    /// `qtp keys revoke`.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends a key for good.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "The key's id, as qtp keys list shows it.")
        var id: String
        @Option(help: "Why, for the audit log.")
        var reason = ""

        func run() async throws {
            let now = Timestamp.now
            let (id, reason) = (id, reason)
            try await KeyOperator.explaining {
                _ = try await suite.keys().revoke(id, at: now) { change in
                    [
                        KeyOperator.entry(
                            .revokeKey, id, before: change.before, after: change.after, reason: reason,
                            at: now)
                    ]
                }
            }
            Terminal.say("revoked \(id); gateways refuse it within 2 seconds")
        }
    }

    /// `qtp keys rotate`.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a key of the same rights and lets the old one end.")
        @OptionGroup var suite: SuiteOptions
        @Argument(help: "The key's id, as qtp keys list shows it.")
        var id: String
        @Option(help: "For how long the old key still works, so that clients can change over: 24h, 30m.")
        var grace: KeyLifetime = .oneDay
        @Option(help: "Why, for the audit log.")
        var reason = ""

        func validate() throws {
            guard grace.milliseconds != nil else { throw ValidationError("--grace is a time such as 24h.") }
        }

        func run() async throws {
            let now = Timestamp.now
            let (id, reason) = (id, reason)
            let result = try await KeyOperator.explaining {
                try await suite.keys().rotate(
                    id, grace: .milliseconds(grace.milliseconds ?? 0), by: KeyOperator.id, at: now
                ) { change, record in
                    [
                        KeyOperator.entry(
                            .rotateKey, id, before: change.before, after: record, reason: reason, at: now)
                    ]
                }
            }
            KeyOperator.show(result.made)
            let end = result.change.after.expiresAt?.readable ?? "never"
            Terminal.warn("the old key \(id) ends at \(end)")
        }
    }
}

/// The command line as somebody who changes keys.
enum KeyOperator {
    /// How it is named where a key's id would stand.
    static let id = "qtp"

    static func entry(
        _ operation: GatewayCore.Operation, _ target: String, before: KeyRecord?, after: KeyRecord,
        reason: String = "", at now: Timestamp
    ) -> AuditEntry {
        AuditEntry(
            occurredAt: now, keyID: id, keyLabel: ProcessInfo.processInfo.userName,
            scope: Scope.admin.rawValue, operation: operation.rawValue, target: target, reason: reason,
            before: before.flatMap { try? $0.document(at: now) }, after: try? after.document(at: now),
            outcome: .done, status: 200, requestID: "qtp/\(UUID().uuidString.lowercased())")
    }

    /// Shows a key this once; what a script reads is the key alone.
    static func show(_ made: KeyStore.Made) {
        Terminal.warn("key \(made.record.id) of scope \(made.record.scope); keep it, it is not shown again:")
        Terminal.say(made.key.revealed)
    }

    /// Says in words what a store says in facts.
    static func explaining<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch AccessError.noSuchKey(let id) {
            throw ValidationError("There is no key \(id); qtp keys list --all shows all.")
        } catch AccessError.notActive(let id, let state) {
            throw ValidationError("The key \(id) is \(state.rawValue); make a new one instead.")
        }
    }
}

extension SuiteOptions {
    /// The suite's keys.
    func keys() throws -> KeyStore { KeyStore(pool: try .forOperator(resolved())) }
}

extension KeyLifetime {
    static let ninetyDays = KeyLifetime(milliseconds: 90 * 86_400_000)
    static let oneDay = KeyLifetime(milliseconds: 86_400_000)

    private init(milliseconds: Int64) { self.milliseconds = milliseconds }
}
