internal import Domain

/// One value a kind of job takes.
public struct JobField: Sendable, Hashable {
    /// What its text must look like.
    public enum Form: Sendable, Hashable {
        /// `venue:symbol`.
        case instrument
        /// `30m`.
        case interval
        /// Milliseconds since the Unix epoch, UTC.
        case timestamp
        /// The name of a file in a folder that the operator has set aside; never a path.
        case fileName
        /// Settings that differ from the deployment's: `key=value; key=value`.
        case settings
    }
    /// Its name.
    public let name: String
    /// What its text must look like.
    public let form: Form
    /// What it means.
    public let summary: String
    /// Whether the job makes no sense without it.
    public let isRequired: Bool
    /// A value that makes sense.
    public let example: String

    init(_ name: String, _ form: Form, _ summary: String, isRequired: Bool = false, example: String) {
        self.name = name
        self.form = form
        self.summary = summary
        self.isRequired = isRequired
        self.example = example
    }

    /// What is wrong with a text; nil when nothing is.
    func problem(_ text: String) -> String? {
        guard text.utf8.count <= Self.longest, !text.utf8.contains(0) else {
            return "must have at most \(Self.longest) bytes, none of them zero"
        }
        return switch form {
        case .instrument: InstrumentID(text) == nil ? "must be venue:symbol" : nil
        case .interval:
            Interval(rawValue: text) == nil
                ? "must be one of \(Interval.allCases.map(\.rawValue).joined(separator: ", "))" : nil
        case .timestamp:
            Int64(text).map(Self.moments.contains) == true
                ? nil : "must be milliseconds since 1970 UTC, up to the year 9999"
        case .fileName: Self.isFileName(text) ? nil : "must be the name of a file, without a path"
        case .settings: nil
        }
    }

    /// More than any list of settings that a person would write.
    private static let longest = 4096
    private static let moments: ClosedRange<Int64> = 0...253_402_300_799_999

    private static func isFileName(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.first != "."
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || [45, 46, 95].contains($0)
            }
    }

    static let from = JobField(
        "from", .timestamp, "First bar wanted, milliseconds UTC; from the beginning when absent.",
        example: "1514764800000")
    static let to = JobField(
        "to", .timestamp, "First bar not wanted, milliseconds UTC; to the end when absent.",
        example: "1517443200000")
    static let instrument = JobField(
        "instrument", .instrument, "Only this instrument, `venue:symbol`; all of them when absent.",
        example: "sim:BTCUSD")
}

/// A kind of long work: its name and what it takes.
///
/// To add one, add a file beside `ExportJob.swift` that declares it, name it in ``all``, and give it its work in
/// `Services/qtp/Daemon/Jobs`.
public struct JobKind: Sendable, Hashable {
    /// Its name, a word: `export`.
    public let name: String
    /// What it does, in one sentence.
    public let summary: String
    /// What it takes.
    public let fields: [JobField]

    init(_ name: String, _ summary: String, _ fields: [JobField]) {
        self.name = name
        self.summary = summary
        self.fields = fields
    }

    /// Every kind this build knows.
    public static let all: [JobKind] = [.export, .replay, .backfill]

    /// The kind of that name.
    public init?(name: String) {
        guard let kind = Self.all.first(where: { $0.name == name }) else { return nil }
        self = kind
    }

    /// Something about a parameter that cannot be used.
    public struct Fault: Sendable, Hashable {
        /// Which parameter.
        public let field: String
        /// What is wrong, for a person: `must be venue:symbol`.
        public let problem: String
        /// What is wrong, for a program: `missing`, `value_error` or `extra_forbidden`.
        public let code: String
    }

    /// Everything that is wrong with these parameters; empty when a worker can take them.
    public func faults(in parameters: JobParameters) -> [Fault] {
        let known = Set(fields.map(\.name))
        var faults = parameters.names.filter { !known.contains($0) }
            .map { Fault(field: $0, problem: "is no field of \(name) jobs", code: "extra_forbidden") }
        for field in fields {
            guard let text = parameters.text(field.name) else {
                if field.isRequired {
                    faults.append(Fault(field: field.name, problem: "is required", code: "missing"))
                }
                continue
            }
            if let problem = field.problem(text) {
                faults.append(Fault(field: field.name, problem: problem, code: "value_error"))
            }
        }
        if let from = parameters.timestamp("from"), let to = parameters.timestamp("to"), from >= to {
            faults.append(Fault(field: "to", problem: "must be after from", code: "value_error"))
        }
        return faults
    }
}
