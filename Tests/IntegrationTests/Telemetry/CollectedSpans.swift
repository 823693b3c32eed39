import Foundation

/// What a collector was sent, read as OTLP's JSON and nothing else.
struct CollectedSpans {
    struct Span: Decodable {
        let traceId: String
        let spanId: String
        let parentSpanId: String?
        let name: String
        let kind: Int
        let startTimeUnixNano: String
        let endTimeUnixNano: String
        let attributes: [Attribute]
        let links: [Link]?

        struct Link: Decodable {
            let traceId: String
            let spanId: String
        }

        func attribute(_ key: String) -> String? {
            attributes.first { $0.key == key }.flatMap { $0.value.stringValue ?? $0.value.intValue }
        }
    }
    struct Attribute: Decodable {
        struct Value: Decodable {
            let stringValue: String?
            let intValue: String?
        }
        let key: String
        let value: Value
    }
    /// A span and the service that sent it.
    struct Step {
        let service: String
        let span: Span
    }

    private struct Document: Decodable {
        struct Resource: Decodable {
            let attributes: [Attribute]
        }
        struct Scope: Decodable {
            let spans: [Span]
        }
        struct ResourceSpans: Decodable {
            let resource: Resource
            let scopeSpans: [Scope]
        }
        let resourceSpans: [ResourceSpans]
    }

    /// All steps, by trace and id.
    private(set) var traces: [String: [String: Step]] = [:]
    /// Steps that came more than once.
    private(set) var repeats = 0

    init(_ bodies: [String]) throws {
        for body in bodies {
            for part in try JSONDecoder().decode(Document.self, from: Data(body.utf8)).resourceSpans {
                let service = part.resource.attributes.first { $0.key == "service.name" }?.value.stringValue
                for span in part.scopeSpans.flatMap(\.spans) { add(Step(service: service ?? "", span: span)) }
            }
        }
    }

    private mutating func add(_ step: Step) {
        let known = traces[step.span.traceId, default: [:]].updateValue(step, forKey: step.span.spanId)
        if known != nil { repeats += 1 }
    }

    var steps: [Step] { traces.values.flatMap(\.values) }

    /// The step and what led to it, the first of the trace last; nil where one of them was never sent.
    func way(to step: Step) -> [Step]? {
        var way = [step]
        while let parent = way.last?.span.parentSpanId {
            guard let cause = traces[step.span.traceId]?[parent], way.count < 100 else { return nil }
            way.append(cause)
        }
        return way
    }
}
