import FoundationEssentials
public import Logging

/// Writes each event as one line of JSON: `ts`, `level`, `service`, `instance`, `message`, `trace`, `metadata`.
public struct JSONLogHandler: LogHandler {
    /// Least severe level that is written.
    public var logLevel: Logger.Level
    /// Metadata of every event.
    public var metadata: Logger.Metadata = [:]
    /// Adds metadata of the task an event comes from.
    public var metadataProvider: Logger.MetadataProvider?
    private let service: String
    private let instance: String
    private let output: LogOutput
    private let now: @Sendable () -> Date

    /// A handler for one process.
    public init(service: String, instance: String, level: Logger.Level, output: LogOutput) {
        self.init(service: service, instance: instance, level: level, output: output, now: { Date.now })
    }

    init(
        service: String, instance: String, level: Logger.Level, output: LogOutput,
        now: @escaping @Sendable () -> Date
    ) {
        logLevel = level
        self.service = service
        self.instance = instance
        self.output = output
        self.now = now
    }

    /// One item of the metadata of every event.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes an event as one line.
    public func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all[LogKey.error] = "\(error)" }
        var line: [UInt8] = []
        line.reserveCapacity(256)
        line.append(contentsOf: "{\"ts\":\"".utf8)
        line.append(contentsOf: now().formatted(Self.timeFormat).utf8)
        line.append(contentsOf: "\",\"level\":\"\(event.level.rawValue)\"".utf8)
        Self.append("service", service, to: &line)
        Self.append("instance", instance, to: &line)
        Self.append("message", event.message.description, to: &line)
        if let trace = all.removeValue(forKey: LogKey.trace) {
            Self.append("trace", trace.description, to: &line)
        }
        if !all.isEmpty {
            line.append(contentsOf: ",\"metadata\":".utf8)
            Self.append(.dictionary(all), to: &line)
        }
        line.append(contentsOf: "}\n".utf8)
        output.append(line)
    }

    private static let timeFormat = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    private static func append(_ name: String, _ text: String, to line: inout [UInt8]) {
        line.append(contentsOf: ",\"\(name)\":".utf8)
        JSONText.append(text, to: &line)
    }

    private static func append(_ value: Logger.MetadataValue, to line: inout [UInt8]) {
        switch value {
        case .string(let text): JSONText.append(text, to: &line)
        case .stringConvertible(let value): JSONText.append(value.description, to: &line)
        case .array(let values):
            line.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { line.append(UInt8(ascii: ",")) }
                append(value, to: &line)
            }
            line.append(UInt8(ascii: "]"))
        case .dictionary(let values):
            line.append(UInt8(ascii: "{"))
            for (index, item) in values.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { line.append(UInt8(ascii: ",")) }
                JSONText.append(item.key, to: &line)
                line.append(UInt8(ascii: ":"))
                append(item.value, to: &line)
            }
            line.append(UInt8(ascii: "}"))
        }
    }
}
