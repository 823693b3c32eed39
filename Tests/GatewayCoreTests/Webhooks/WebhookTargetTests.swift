import GatewayCore
import Testing

@Suite struct `A webhook's target` {
    private func refusal(of url: String, _ format: WebhookFormat = .generic, authorization: String = "")
        -> String?
    {
        do {
            _ = try WebhookTarget(url: url, authorization: authorization, format: format)
            return nil
        } catch {
            return error.faults.first.map { "\($0.location.last ?? ""): \($0.message)" }
        }
    }

    @Test(arguments: [
        "https://example.com/hook", "http://example.com", "https://example.com:8443/a/b?c=d%20e",
        "https://hooks.slack.com/services/T0/B0/abc", "https://example.com/@user?at=a@b",
        "http://[2606:4700::1]/",
    ])
    func `is any plain http address`(url: String) throws {
        #expect(refusal(of: url) == nil)
    }

    @Test(arguments: [
        ("ftp://example.com/", "http"), ("file:///etc/passwd", "absolute"), ("example.com/hook", "absolute"),
        ("https://user:secret@example.com/", "user or password"),
        ("https://user@example.com/", "user or password"),
        ("https://example.com/#x", "fragment"), ("https://exa mple.com/", "percent-encoded"),
        ("https://exämple.com/", "percent-encoded"), ("https:///path", "absolute"),
        ("javascript:alert(1)", "absolute"),
        ("gopher://example.com:25/x", "http"), ("https://example.com/\r\nX: y", "percent-encoded"),
    ])
    func `is nothing else`(url: String, reason: String) throws {
        let fault = try #require(refusal(of: url))
        #expect(fault.hasPrefix("url: ") && fault.contains(reason), "\(fault)")
        #expect(!fault.contains("secret"))
    }

    @Test func `for Telegram names the chat`() throws {
        let url = "https://api.telegram.org/bot1:a/sendMessage"
        #expect(refusal(of: url, .telegram)?.contains("chat_id") == true)
        let target = try WebhookTarget(url: url + "?chat_id=-1001", authorization: "", format: .telegram)
        #expect(target.chat == "-1001")
        #expect(target.host == "api.telegram.org")
    }

    @Test(arguments: [
        ("https://app.bubbleapps.io/api/1.1/wf/fill", "https://app.bubbleapps.io/api/1.1/wf/fill/initialize"),
        (
            "https://a.io/version-test/api/1.1/wf/f/?k=v",
            "https://a.io/version-test/api/1.1/wf/f/initialize?k=v"
        ),
    ])
    func `has a place where Bubble detects fields`(url: String, expected: String) throws {
        let target = try WebhookTarget(url: url, authorization: "", format: .bubble)
        #expect(target.initializeURL == expected)
    }

    @Test(arguments: ["Bearer a\nX: y", "Bearer ä", "a\u{7F}"])
    func `takes an authorization of one line`(authorization: String) {
        #expect(
            refusal(of: "https://example.com/", authorization: authorization)?.hasPrefix("authorization")
                == true)
        #expect(refusal(of: "https://example.com/", authorization: "Bearer abc") == nil)
    }
}
