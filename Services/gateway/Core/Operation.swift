/// Everything the API can do.
///
/// Closed on purpose: an operation without a route or a handler does not compile.
public enum Operation: String, Sendable, CaseIterable {
    case listInstruments, listCandles
    case listSignals, listDecisions, explainDecision
    case listOrders, listFills, listPositions, getPortfolio
    case getStatus, subscribe, switchKill, followEvents
    case getIdentity, listKeys, createKey, revokeKey, rotateKey, createToken, listAudit
    case getOpenAPI, getDocumentation, getBuilderContext, getCurlLines, getLiveness, getReadiness

    /// How it is reached and what it takes and gives.
    public var route: Route {
        switch self {
        case .listInstruments: .listInstruments
        case .listCandles: .listCandles
        case .listSignals: .listSignals
        case .listDecisions: .listDecisions
        case .explainDecision: .explainDecision
        case .listOrders: .listOrders
        case .listFills: .listFills
        case .listPositions: .listPositions
        case .getPortfolio: .getPortfolio
        case .getStatus: .getStatus
        case .subscribe: .subscribe
        case .switchKill: .switchKill
        case .followEvents: .followEvents
        case .getIdentity: .getIdentity
        case .listKeys: .listKeys
        case .createKey: .createKey
        case .revokeKey: .revokeKey
        case .rotateKey: .rotateKey
        case .createToken: .createToken
        case .listAudit: .listAudit
        case .getOpenAPI: .getOpenAPI
        case .getDocumentation: .getDocumentation
        case .getBuilderContext: .getBuilderContext
        case .getCurlLines: .getCurlLines
        case .getLiveness: .getLiveness
        case .getReadiness: .getReadiness
        }
    }

    /// What a path can be asked for; empty where there is nothing.
    public static func methods(at path: String) -> [Route.Method] {
        RouteMatch.all(at: path).map(\.operation.route.method)
    }
}
