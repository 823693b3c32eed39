public import Domain

/// Where a job is.
public enum JobState: String, Sendable, Hashable, Codable, CaseIterable {
    case running, completed, failed, cancelled

    /// Whether nothing follows.
    public var isFinal: Bool { self != .running }
}

/// How far a job is: a pure value that each of its events is a copy of.
///
/// It only moves on: what comes after the end changes nothing, and progress never goes back within an attempt.
public struct JobStatus: Sendable, Hashable {
    /// How often the job was begun, from 1.
    public let attempt: Int
    /// Counts the events of the attempt, from 0.
    public private(set) var step: Int
    /// Where it is.
    public private(set) var state: JobState
    /// How much of the work is done, 0 to 1.
    public private(set) var progress: Rate
    /// What is being done; of a job that failed, why.
    public private(set) var message: String
    /// Of a completed job, what came of it: JSON.
    public private(set) var result: String?

    /// A status as it was told.
    public init(
        attempt: Int, step: Int, state: JobState, progress: Rate, message: String, result: String? = nil
    ) {
        self.attempt = attempt
        self.step = step
        self.state = state
        self.progress = progress
        self.message = message
        self.result = result
    }

    /// A job that is being begun for the `attempt`-th time.
    public static func started(attempt: Int) -> Self {
        Self(
            attempt: attempt, step: 0, state: .running, progress: .zero,
            message: attempt == 1 ? "started" : "started again, attempt \(attempt)")
    }

    /// Comes further; false when that says nothing new or the job has ended.
    @discardableResult
    public mutating func advance(to progress: Rate, _ message: String) -> Bool {
        let progress = min(max(progress, self.progress), Rate(whole: 1))
        guard state == .running, progress != self.progress || message != self.message else { return false }
        step += 1
        self.progress = progress
        self.message = message
        return true
    }

    /// Ends; false when it has ended already.
    @discardableResult
    public mutating func end(_ state: JobState, _ message: String, result: String? = nil) -> Bool {
        guard !self.state.isFinal, state.isFinal else { return false }
        step += 1
        self.state = state
        self.message = message
        if state == .completed {
            progress = Rate(whole: 1)
            self.result = result
        }
        return true
    }
}
