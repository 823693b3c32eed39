/// Everything the API can do.
///
/// Closed on purpose: an operation without a route or a handler does not compile.
public enum Operation: String, Sendable, CaseIterable {
    case listInstruments, listCandles
    case listSignals, listDecisions, explainDecision
    case listOrders, listFills, listPositions, getPortfolio
    case getStatus, subscribe, switchKill, followEvents
    case createWebhook, listWebhooks, getWebhook, updateWebhook, deleteWebhook
    case getWebhookSecret, rotateWebhookSecret, testWebhook
    case listWebhookDeliveries, redeliverWebhookDelivery, redeliverDeadWebhookDeliveries, replayWebhook
    case getOpenAPI, getDocumentation, getLiveness, getReadiness

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
        case .createWebhook: .createWebhook
        case .listWebhooks: .listWebhooks
        case .getWebhook: .getWebhook
        case .updateWebhook: .updateWebhook
        case .deleteWebhook: .deleteWebhook
        case .getWebhookSecret: .getWebhookSecret
        case .rotateWebhookSecret: .rotateWebhookSecret
        case .testWebhook: .testWebhook
        case .listWebhookDeliveries: .listWebhookDeliveries
        case .redeliverWebhookDelivery: .redeliverWebhookDelivery
        case .redeliverDeadWebhookDeliveries: .redeliverDeadWebhookDeliveries
        case .replayWebhook: .replayWebhook
        case .getOpenAPI: .getOpenAPI
        case .getDocumentation: .getDocumentation
        case .getLiveness: .getLiveness
        case .getReadiness: .getReadiness
        }
    }

    /// What a path can be asked for; empty where there is nothing.
    public static func methods(at path: String) -> [Route.Method] {
        RouteMatch.all(at: path).map(\.operation.route.method)
    }
}
