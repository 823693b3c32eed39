import GatewayCore
import Testing

@Suite struct `The doors without a lock` {
    /// TradingView can present no key: the message carries the secret of a hook, without which it is refused.
    private static let lockedInside: Set<Operation> = [.sendTradingViewAlert]

    /// Everything of the suite itself stands under /v1; what is open describes the API or the process.
    @Test func `are health and the documentation alone`() {
        let open = Operation.allCases.filter {
            $0.route.access == .open && !Self.lockedInside.contains($0)
        }
        #expect(open.allSatisfy { $0.route.group == .service && !$0.route.path.hasPrefix("/v1") })
        #expect(Set(open.map(\.route.path)).isSuperset(of: ["/openapi.json", "/docs", "/livez", "/readyz"]))
    }

    @Test func `lead to nothing that changes`() {
        for operation in Operation.allCases
        where operation.route.isMutation && !Self.lockedInside.contains(operation) {
            #expect(operation.route.access != .open, "\(operation)")
        }
    }

    @Test func `with a lock inside ask for a secret`() {
        for operation in Self.lockedInside {
            #expect(operation.route.body.contains { $0.isSecret && $0.isRequired }, "\(operation)")
        }
    }

    @Test(arguments: [Operation.listKeys, .createKey, .revokeKey, .rotateKey, .listAudit])
    func `are none of the keeper's`(operation: Operation) {
        #expect(operation.route.access == .key(.admin))
    }
}
