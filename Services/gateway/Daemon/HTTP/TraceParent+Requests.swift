import GatewayCore
import HTTPTypes
import Hummingbird
import Messages

extension TraceParent {
    static let header = HTTPField.Name("traceparent")

    /// The step that a request is, of the trace it belongs to; the same wherever it is asked for.
    init(of request: Request, _ context: GatewayContext) {
        self.init(Self.header.flatMap { request.headers[$0] }, requestID: context.id)
    }
}
