public import Domain

/// What is known of one job.
public struct JobRecord: Sendable, Equatable {
    /// Where a job is, for whoever asked for it.
    public enum State: String, Sendable, CaseIterable {
        case queued, running, cancelling, completed, failed, cancelled

        /// Whether nothing follows.
        public var isFinal: Bool {
            switch self {
            case .queued, .running, .cancelling: false
            case .completed, .failed, .cancelled: true
            }
        }
    }
    /// Its id.
    public let id: String
    /// What kind of work.
    public let kind: String
    /// What it works on: a JSON object of texts.
    public let parameters: String
    /// Who wants it.
    public let requester: String
    /// When it was asked for.
    public let requestedAt: Timestamp
    /// Where it is.
    public let state: State
    /// How much of the work is done, 0 to 1.
    public let progress: Rate
    /// What is being done; of a job that failed, why.
    public let message: String
    /// How often it was begun.
    public let attempt: Int
    /// The worker; empty before there is one.
    public let instance: String
    /// Of a completed job, what came of it: JSON.
    public let result: String?
    /// When it was begun first.
    public let startedAt: Timestamp?
    /// When it ended.
    public let finishedAt: Timestamp?
}

/// A file that a job made.
public struct JobFile: Sendable, Equatable, Codable {
    /// Its name, without a path.
    public let name: String
    /// Its media type.
    public let mediaType: String
    /// Its length.
    public let bytes: Int
    /// SHA-256 in 64 hexadecimal digits.
    public let sha256: String

    /// A file.
    public init(name: String, mediaType: String, bytes: Int, sha256: String) {
        self.name = name
        self.mediaType = mediaType
        self.bytes = bytes
        self.sha256 = sha256
    }
}
