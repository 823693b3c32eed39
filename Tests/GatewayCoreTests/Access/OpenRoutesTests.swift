import GatewayCore
import Testing

@Suite struct `The doors without a lock` {
    /// Everything of the suite itself stands under /v1; what is open describes the API or the process.
    @Test func `are health and the documentation alone`() {
        let open = Operation.allCases.filter { $0.route.access == .open }
        #expect(open.allSatisfy { $0.route.group == .service && !$0.route.path.hasPrefix("/v1") })
        #expect(Set(open.map(\.route.path)).isSuperset(of: ["/openapi.json", "/docs", "/livez", "/readyz"]))
    }

    @Test func `lead to nothing that changes`() {
        for operation in Operation.allCases where operation.route.isMutation {
            #expect(operation.route.access != .open, "\(operation)")
        }
    }

    @Test(arguments: [Operation.listKeys, .createKey, .revokeKey, .rotateKey, .listAudit])
    func `are none of the keeper's`(operation: Operation) {
        #expect(operation.route.access == .key(.admin))
    }
}
