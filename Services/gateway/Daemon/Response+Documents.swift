import GatewayCore
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    init(json: JSONValue, status: HTTPResponse.Status = .ok, type: String = "application/json") {
        self.init(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json.encoded)))
    }

    init(text: String, status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static let documentation = Response(
        status: .ok,
        headers: [
            .contentType: "text/html; charset=utf-8",
            .contentSecurityPolicy: DocumentationPage.contentSecurityPolicy,
        ], body: ResponseBody(byteBuffer: ByteBuffer(string: DocumentationPage.html)))
}
