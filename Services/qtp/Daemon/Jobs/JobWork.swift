import Domain
import JobRecords
import Messages
import Postgres
import RedisStreams
import ServiceRuntime

/// The work of one kind of job.
///
/// It may be begun more than once, so whatever it does beyond its result must be harmless to repeat.
protocol JobWork: Sendable {
    /// What a client is shown of the result, beside the files.
    associatedtype Summary: Encodable & Sendable
    /// Which kind.
    static var kind: JobKind { get }
    /// Does it, tells the context how far it is, and leaves the files there.
    ///
    /// - Throws: ``JobFailure`` for what its owner can mend; whatever the context throws is passed on.
    func run(_ parameters: JobParameters, in context: JobContext) async throws -> Summary
}

/// The work of every kind that this build can do.
enum JobCatalogue {
    static func works(_ tools: JobTools) -> [any JobWork] {
        [ExportWork(tools: tools), ReplayWork(tools: tools), BackfillWork(tools: tools)]
    }
}

/// What works are done with.
struct JobTools: Sendable {
    let bus: RedisBus
    let pool: PostgresPool
    let settings: ResolvedSettings
    let records: JobRecords
}

/// Why a job cannot be done, for whoever asked for it.
struct JobFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
