import GatewayCore
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// An answer as HTTP carries it; nothing of it is stored on the way unless it says so itself.
    init(_ answer: Answer) {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        let body: ResponseBody
        switch answer.body {
        case .json(let value):
            headers[.contentType] = "application/json"
            body = ResponseBody(byteBuffer: ByteBuffer(string: value.encoded))
        case .bytes(let bytes, let type):
            headers[.contentType] = type
            body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .pieces(let type, let length, let run):
            headers[.contentType] = type
            body = ResponseBody(contentLength: length) { writer in
                try await run { piece in try await writer.write(ByteBuffer(bytes: piece)) }
                try await writer.finish(nil)
            }
        case .stream(let type, let run):
            headers[.contentType] = type
            body = ResponseBody { writer in
                try await run { text in try await writer.write(ByteBuffer(string: text)) }
                try await writer.finish(nil)
            }
        }
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        self.init(status: HTTPResponse.Status(code: answer.status), headers: headers, body: body)
    }
}
