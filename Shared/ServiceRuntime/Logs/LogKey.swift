/// The names of log metadata.
///
/// One enum, so that a search in the logs finds every event about a thing.
public enum LogKey {
    /// A command's id.
    public static let command = "command"
    /// A job's id.
    public static let job = "job"
    /// A kind of job.
    public static let kind = "kind"
    /// How often a job was begun.
    public static let attempt = "attempt"
    /// Something a service depends on: `redis`, `postgres`.
    public static let dependency = "dependency"
    /// How long something took or will take, in milliseconds.
    public static let milliseconds = "milliseconds"
    /// A stream entry's id.
    public static let entryID = "entryID"
    /// Why something failed.
    public static let error = "error"
    /// An instrument, `venue:symbol`.
    public static let instrument = "instrument"
    /// An address that is listened on.
    public static let host = "host"
    /// A port that is listened on.
    public static let port = "port"
    /// Which shard.
    public static let shard = "shard"
    /// Which stream.
    public static let stream = "stream"
    /// W3C traceparent; becomes a field of its own in the line.
    public static let trace = "trace"
    /// An HTTP request's method.
    public static let method = "method"
    /// An HTTP request's path.
    public static let path = "path"
    /// An HTTP answer's status.
    public static let status = "status"
    /// A webhook's id.
    public static let webhook = "webhook"
    /// A webhook delivery's id.
    public static let delivery = "delivery"
    /// A request's id, as answers name it.
    public static let requestID = "requestID"
    /// An operation of the API.
    public static let operation = "operation"
    /// An API key's public id.
    public static let key = "key"
    /// Which thing an operation is about.
    public static let target = "target"
}
