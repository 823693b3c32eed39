import GatewayCore
import Testing

@Suite struct `A problem document` {
    @Test func `carries RFC 9457's members and the list of faults`() throws {
        let problem = Problem.invalid([.init(["query", "limit"], "must be \"small\"", kind: "value_error")])
        let document = try ParsedJSON(problem.document(instance: "urn:request:1").encoded)
        #expect(document.names == ["type", "title", "status", "detail", "instance", "errors"])
        #expect(document["status"] == .number(422))
        #expect(document["instance"] == .text("urn:request:1"))
        #expect(document["errors", "0", "loc"] == .array([.text("query"), .text("limit")]))
        #expect(document["errors", "0", "msg"] == .text("must be \"small\""))
        #expect(document["errors", "0", "type"] == .text("value_error"))
    }

    @Test func `has no list where nothing is to be listed`() throws {
        let document = try ParsedJSON(Problem.unauthorized.document(instance: "i").encoded)
        #expect(!document.names.contains("errors"))
    }
}

@Suite struct `JSON text` {
    @Test(arguments: ["plain", "a\"b\\c\nd\te\u{0}\u{1f}", "Üñî€😀", ""])
    func `gives a parser the text back`(text: String) throws {
        #expect(try ParsedJSON(JSONValue.text(text).encoded) == .text(text))
    }

    @Test func `keeps an object's order`() {
        #expect((["b": 1, "a": [true, .null]] as JSONValue).encoded == #"{"b":1,"a":[true,null]}"#)
    }
}
