internal import CHiredis

/// A server's answer, copied out of the C library.
enum RedisValue: Equatable {
    case absent
    case integer(Int)
    case text(String)
    case bytes([UInt8])
    case array([RedisValue])
    case error(String)

    /// Copies an answer.
    ///
    /// Text that is not UTF-8 becomes bytes.
    init(_ reply: UnsafePointer<redisReply>) {
        switch reply.pointee.type {
        case REDIS_REPLY_INTEGER: self = .integer(Int(reply.pointee.integer))
        case REDIS_REPLY_STRING, REDIS_REPLY_STATUS: self = Self.string(reply)
        case REDIS_REPLY_ERROR: self = .error(Self.text(reply))
        case REDIS_REPLY_ARRAY:
            var items: [RedisValue] = []
            items.reserveCapacity(reply.pointee.elements)
            for index in 0..<reply.pointee.elements {
                guard let item = reply.pointee.element[index] else { continue }
                items.append(RedisValue(item))
            }
            self = .array(items)
        default: self = .absent
        }
    }

    private static func string(_ reply: UnsafePointer<redisReply>) -> RedisValue {
        let raw = UnsafeRawBufferPointer(start: reply.pointee.str, count: reply.pointee.len)
        guard let text = String(validating: raw, as: UTF8.self) else { return .bytes(Array(raw)) }
        return .text(text)
    }

    /// The text of a string, status or error reply; what is not UTF-8 is replaced.
    static func text(_ reply: UnsafePointer<redisReply>) -> String {
        String(
            decoding: UnsafeRawBufferPointer(start: reply.pointee.str, count: reply.pointee.len),
            as: UTF8.self)
    }

    var text: String? {
        switch self {
        case .text(let text): text
        case .integer(let value): String(value)
        case .absent, .bytes, .array, .error: nil
        }
    }

    var integer: Int? {
        switch self {
        case .integer(let value): value
        case .text(let text): Int(text)
        case .absent, .bytes, .array, .error: nil
        }
    }

    /// A string's bytes, whether or not they are text.
    var data: [UInt8]? {
        switch self {
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        case .absent, .integer, .array, .error: nil
        }
    }

    var array: [RedisValue] {
        guard case .array(let items) = self else { return [] }
        return items
    }

    /// The values of a flat list of names and values, by name.
    var fields: [String: RedisValue] {
        let items = array
        var fields: [String: RedisValue] = [:]
        for index in stride(from: 0, to: items.count - 1, by: 2) {
            if let name = items[index].text { fields[name] = items[index + 1] }
        }
        return fields
    }
}
