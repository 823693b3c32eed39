internal import FoundationEssentials
internal import Messages
public import Traces

/// Spans as OTLP's `ExportTraceServiceRequest` in its JSON encoding: ids in hexadecimal, enumerations as numbers, and 64-bit
/// numbers as texts.
///
/// Source: opentelemetry-proto, docs/specification.md, "JSON Protobuf Encoding".
public struct TraceDocument: Sendable, Equatable, Codable {
    let resourceSpans: [ResourceSpans]

    /// Spans of one process.
    ///
    /// - Parameters:
    ///   - spans: What it did.
    ///   - service: Whose process it is.
    ///   - instance: Which of the service's processes.
    public init(_ spans: [Span], service: String, instance: String) {
        let resource = Resource(attributes: [
            Attribute("service.name", .text(service)), Attribute("service.namespace", .text("qtp")),
            Attribute("service.instance.id", .text(instance)),
        ])
        resourceSpans = [
            ResourceSpans(
                resource: resource,
                scopeSpans: [
                    ScopeSpans(scope: Scope(name: "quantum-trader-pro"), spans: spans.map(SpanRecord.init))
                ])
        ]
    }

    /// The document's bytes; the order of members means nothing, and is asked for by tests.
    public func encoded(sorted isSorted: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            isSorted ? [.withoutEscapingSlashes, .sortedKeys] : .withoutEscapingSlashes
        return Array(try encoder.encode(self))
    }

    struct ResourceSpans: Sendable, Equatable, Codable {
        let resource: Resource
        let scopeSpans: [ScopeSpans]
    }

    struct Resource: Sendable, Equatable, Codable {
        let attributes: [Attribute]
    }

    struct ScopeSpans: Sendable, Equatable, Codable {
        let scope: Scope
        let spans: [SpanRecord]
    }

    struct Scope: Sendable, Equatable, Codable {
        let name: String
    }

    struct SpanRecord: Sendable, Equatable, Codable {
        struct Link: Sendable, Equatable, Codable {
            let traceId: String
            let spanId: String
        }
        struct Status: Sendable, Equatable, Codable {
            let code: Int
            let message: String
        }
        let traceId: String
        let spanId: String
        let parentSpanId: String?
        let name: String
        let kind: Int
        let startTimeUnixNano: String
        let endTimeUnixNano: String
        let attributes: [Attribute]
        let links: [Link]?
        let status: Status?

        init(_ span: Span) {
            traceId = span.place.traceID
            spanId = span.place.spanID
            parentSpanId = span.parent.map { span.place.step($0).spanID }
            name = span.name
            kind = span.kind.rawValue
            startTimeUnixNano = String(span.start.nanoseconds)
            // A clock that was set back in between must not make the end come first.
            endTimeUnixNano = String(max(span.start, span.end).nanoseconds)
            attributes = span.attributes.items.map { Attribute($0.name, $0.value) }
            links = span.link.map { [Link(traceId: $0.traceID, spanId: $0.spanID)] }
            // STATUS_CODE_ERROR; without one the status is unset, which is how a success is told.
            status = span.failure.map { Status(code: 2, message: $0) }
        }
    }

    struct Attribute: Sendable, Equatable, Codable {
        struct Value: Sendable, Equatable, Codable {
            var stringValue: String?
            var intValue: String?
        }
        let key: String
        let value: Value

        init(_ key: String, _ value: SpanAttributes.Value) {
            self.key = key
            switch value {
            case .text(let text): self.value = Value(stringValue: text)
            case .integer(let number): self.value = Value(intValue: String(number))
            }
        }
    }
}
