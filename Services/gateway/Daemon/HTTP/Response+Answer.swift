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
        case .stream(let type, let run):
            headers[.contentType] = type
            self.init(
                status: HTTPResponse.Status(code: answer.status), headers: headers.adding(answer.headers),
                body: ResponseBody { writer in
                    try await run { text in try await writer.write(ByteBuffer(string: text)) }
                    try await writer.finish(nil)
                })
            return
        }
        headers = headers.adding(answer.headers)
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

extension HTTPFields {
    /// These, with others in their place or beside them.
    fileprivate func adding(_ headers: [(name: String, value: String)]) -> HTTPFields {
        var fields = self
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return fields
    }
}
