import Testing

@testable import RedisStreams

@Suite struct `Command buffer` {
    @Test func `writes a command as the protocol wants it`() {
        var buffer = CommandBuffer()
        buffer.command("XADD", "ключ", "")
        #expect(
            String(decoding: buffer.bytes, as: UTF8.self) == "*3\r\n$4\r\nXADD\r\n$8\r\nключ\r\n$0\r\n\r\n")
    }

    @Test(arguments: [0, 9, 10, 99, 100, 65_536])
    func `states the length of a string of any size`(length: Int) {
        var buffer = CommandBuffer()
        buffer.begin(1)
        buffer.string(String(repeating: "x", count: length))
        #expect(String(decoding: buffer.bytes.prefix(12), as: UTF8.self).hasPrefix("*1\r\n$\(length)\r\n"))
        #expect(buffer.bytes.count == "*1\r\n$\(length)\r\n\r\n".utf8.count + length)
    }

    @Test func `is empty again after it was sent`() {
        var buffer = CommandBuffer()
        buffer.command("PING")
        buffer.removeAll()
        #expect(buffer.bytes.isEmpty)
    }
}
