import GatewayCore
import HTTPTypes
import Hummingbird

extension TraceParent {
    private static let header = HTTPField.Name("traceparent")

    /// The trace a request belongs to, the same wherever it is asked for.
    init(of request: Request, _ context: GatewayContext) {
        self.init(Self.header.flatMap { request.headers[$0] }, requestID: context.id)
    }
}
