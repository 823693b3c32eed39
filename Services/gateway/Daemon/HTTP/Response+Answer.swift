import GatewayCore
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// An answer as HTTP carries it; nothing of it is stored on the way unless it says so itself.
    ///
    /// Compressed where the request it answers allows that.
    init(_ answer: Answer, to request: Request) {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        let content: [UInt8]
        switch answer.body {
        case .json(let value):
            headers[.contentType] = "application/json"
            content = value.encodedBytes
        case .bytes(let bytes, let type):
            headers[.contentType] = type
            content = bytes
        case .pieces(let type, let length, let run):
            headers[.contentType] = type
            headers.set(answer.headers)
            self.init(
                status: HTTPResponse.Status(code: answer.status), headers: headers,
                body: ResponseBody(contentLength: length) { writer in
                    try await run { piece in try await writer.write(ByteBuffer(bytes: piece)) }
                    try await writer.finish(nil)
                })
            return
        case .stream(let type, let run):
            headers[.contentType] = type
            headers.set(answer.headers)
            self.init(
                status: HTTPResponse.Status(code: answer.status), headers: headers,
                body: ResponseBody { writer in
                    try await run { text in try await writer.write(ByteBuffer(string: text)) }
                    try await writer.finish(nil)
                })
            return
        }
        headers.set(answer.headers)
        let compressed = Compression.compressed(content, for: request)
        if compressed != nil {
            headers[.contentEncoding] = "gzip"
            headers.append(HTTPField(name: .vary, value: "Accept-Encoding"))
        }
        self.init(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: compressed ?? content)))
    }
}
