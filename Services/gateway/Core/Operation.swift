/// Everything the API can do.
///
/// Closed on purpose: an operation without a route or a handler does not compile.
public enum Operation: String, Sendable, CaseIterable {
    case listInstruments, getInstrument, listVenues, listCandles, getLatestCandle, listGaps, listTrades
    case listSignals, getSignal, listFeatures, listProfiles, computeProfile
    case listDecisions, getDecision, explainDecision
    case listStrategies, getStrategy, deployStrategy, withdrawStrategy
    case listOrders, getOrder, listFills, getFill, listPositions, getPosition
    case sendSignal, listAlerts, listAlertHoles
    case createHook, listHooks, getHook, deleteHook, sendTradingViewAlert
    case getPortfolio, listEquity, getRiskLimits
    case previewOrder, placeOrder, cancelOrder
    case createExportJob, createReplayJob, createBackfillJob
    case listJobs, getJob, cancelJob, listJobFiles, getJobFile
    case getStatus, subscribe, unsubscribe, switchKill, followEvents
    case createWebhook, listWebhooks, getWebhook, updateWebhook, deleteWebhook
    case getWebhookSecret, rotateWebhookSecret, testWebhook
    case listWebhookDeliveries, redeliverWebhookDelivery, redeliverDeadWebhookDeliveries, replayWebhook
    case getIdentity, listKeys, createKey, revokeKey, rotateKey, createToken, listAudit
    case getOpenAPI, getOpenAPI30, getGroupOpenAPI, getDocumentation, getReference, getDocumentationAsset
    case getBuilderContext, getCurlLines
    case getLiveness, getReadiness

    /// How it is reached and what it takes and gives.
    public var route: Route {
        switch self {
        case .listInstruments: .listInstruments
        case .getInstrument: .getInstrument
        case .listVenues: .listVenues
        case .listCandles: .listCandles
        case .getLatestCandle: .getLatestCandle
        case .listGaps: .listGaps
        case .listTrades: .listTrades
        case .listSignals: .listSignals
        case .getSignal: .getSignal
        case .listFeatures: .listFeatures
        case .listProfiles: .listProfiles
        case .computeProfile: .computeProfile
        case .listDecisions: .listDecisions
        case .getDecision: .getDecision
        case .explainDecision: .explainDecision
        case .listStrategies: .listStrategies
        case .getStrategy: .getStrategy
        case .deployStrategy: .deployStrategy
        case .withdrawStrategy: .withdrawStrategy
        case .sendSignal: .sendSignal
        case .listAlerts: .listAlerts
        case .listAlertHoles: .listAlertHoles
        case .createHook: .createHook
        case .listHooks: .listHooks
        case .getHook: .getHook
        case .deleteHook: .deleteHook
        case .sendTradingViewAlert: .sendTradingViewAlert
        case .listOrders: .listOrders
        case .getOrder: .getOrder
        case .listFills: .listFills
        case .getFill: .getFill
        case .listPositions: .listPositions
        case .getPosition: .getPosition
        case .getPortfolio: .getPortfolio
        case .listEquity: .listEquity
        case .getRiskLimits: .getRiskLimits
        case .previewOrder: .previewOrder
        case .placeOrder: .placeOrder
        case .cancelOrder: .cancelOrder
        case .createExportJob: .createExportJob
        case .createReplayJob: .createReplayJob
        case .createBackfillJob: .createBackfillJob
        case .listJobs: .listJobs
        case .getJob: .getJob
        case .cancelJob: .cancelJob
        case .listJobFiles: .listJobFiles
        case .getJobFile: .getJobFile
        case .getStatus: .getStatus
        case .subscribe: .subscribe
        case .unsubscribe: .unsubscribe
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
        case .getIdentity: .getIdentity
        case .listKeys: .listKeys
        case .createKey: .createKey
        case .revokeKey: .revokeKey
        case .rotateKey: .rotateKey
        case .createToken: .createToken
        case .listAudit: .listAudit
        case .getOpenAPI: .getOpenAPI
        case .getOpenAPI30: .getOpenAPI30
        case .getGroupOpenAPI: .getGroupOpenAPI
        case .getDocumentation: .getDocumentation
        case .getReference: .getReference
        case .getDocumentationAsset: .getDocumentationAsset
        case .getBuilderContext: .getBuilderContext
        case .getCurlLines: .getCurlLines
        case .getLiveness: .getLiveness
        case .getReadiness: .getReadiness
        }
    }

    /// What a path can be asked for; empty where there is nothing.
    public static func methods(at path: String) -> [Route.Method] {
        let found = RouteMatch.all(at: path).map(\.operation.route.method)
        return Route.Method.allCases.filter { found.contains($0) }
    }
}
