/// The suite at one moment, as `qtp top` shows it: what a dashboard says, without one.
public struct SuitePicture: Sendable, Equatable, Codable {
    /// One service with everything it reads.
    public struct Service: Sendable, Equatable, Codable {
        /// Its name.
        public let service: String
        /// Shards with an owner.
        public let shards: Int
        /// Replicas that own any.
        public let instances: [String]
        /// Entries not yet taken; nil where Redis cannot tell.
        public let lag: Int?
        /// By how much the newest entry is younger than the last one that was taken.
        public let secondsBehind: Double
        /// Entries taken, or by the feed brought, since the picture before; nil in the first.
        public let perSecond: Double?
        /// Entries of a work queue that were handed out and are not finished.
        public let pending: Int
        /// For how long the oldest entry of its work queue is not finished; nil where it has no queue, or an empty one.
        public let oldestPendingSeconds: Double?
        /// Entries it could not take and nobody has dropped since.
        public let deadLetters: Int
        /// What it reads.
        public let streams: [Stream]

        /// One service.
        public init(
            service: String, shards: Int, instances: [String], lag: Int?, secondsBehind: Double,
            perSecond: Double?, pending: Int, oldestPendingSeconds: Double?, deadLetters: Int,
            streams: [Stream]
        ) {
            self.service = service
            self.shards = shards
            self.instances = instances
            self.lag = lag
            self.secondsBehind = secondsBehind
            self.perSecond = perSecond
            self.pending = pending
            self.oldestPendingSeconds = oldestPendingSeconds
            self.deadLetters = deadLetters
            self.streams = streams
        }
    }

    /// One stream as one service reads it, of all shards.
    public struct Stream: Sendable, Equatable, Codable {
        /// Its name.
        public let stream: String
        /// Entries not yet taken; nil where Redis cannot tell.
        public let lag: Int?
        /// Entries kept.
        public let length: Int
        /// Entries taken since the picture before; nil in the first.
        public let perSecond: Double?

        /// One stream.
        public init(stream: String, lag: Int?, length: Int, perSecond: Double?) {
            self.stream = stream
            self.lag = lag
            self.length = length
            self.perSecond = perSecond
        }
    }

    /// The queue of jobs.
    public struct Jobs: Sendable, Equatable, Codable {
        /// Jobs that a worker has taken.
        public let running: Int
        /// Jobs that no worker has taken yet.
        public let waiting: Int
        /// For how long the first of them waits; nil where none does.
        public let oldestWaitingSeconds: Int?

        /// The queue.
        public init(running: Int, waiting: Int, oldestWaitingSeconds: Int?) {
            self.running = running
            self.waiting = waiting
            self.oldestWaitingSeconds = oldestWaitingSeconds
        }
    }

    /// How often something is there.
    public struct Count: Sendable, Equatable, Codable {
        /// What.
        public let name: String
        /// How often.
        public let count: Int

        /// How often something is there.
        public init(_ name: String, _ count: Int) {
            self.name = name
            self.count = count
        }
    }

    /// A position and what it is worth.
    public struct Holding: Sendable, Equatable, Codable {
        /// Of what.
        public let instrument: String
        /// How much, signed.
        public let quantity: String
        /// The last price.
        public let mark: String
        /// Realized and not, after fees.
        public let profit: String

        /// A position.
        public init(instrument: String, quantity: String, mark: String, profit: String) {
            self.instrument = instrument
            self.quantity = quantity
            self.mark = mark
            self.profit = profit
        }
    }

    /// What was decided and done, from the database.
    public struct Trading: Sendable, Equatable, Codable {
        /// The newest decisions, `confirmed` or by the first rule that said no; the most frequent first.
        public let decisions: [Count]
        /// The newest orders by their state.
        public let orders: [Count]
        /// What is held.
        public let holdings: [Holding]
        /// Of all of them.
        public let profit: String

        /// What was decided and done.
        public init(decisions: [Count], orders: [Count], holdings: [Holding], profit: String) {
            self.decisions = decisions
            self.orders = orders
            self.holdings = holdings
            self.profit = profit
        }
    }

    /// Shards of the deployment.
    public let shards: Int
    /// The services in the order data passes through them; one that has never begun is not there.
    public let services: [Service]
    /// The queue of jobs.
    public let jobs: Jobs
    /// Nil while the database does not answer.
    public let trading: Trading?
    /// What a person should look at, the most urgent first.
    public let hints: [SuiteHint]

    /// The suite at one moment.
    public init(shards: Int, services: [Service], jobs: Jobs, trading: Trading?) {
        self.shards = shards
        self.services = services
        self.jobs = jobs
        self.trading = trading
        hints = SuiteHint.all(of: services, shards: shards, isDatabaseThere: trading != nil)
    }
}
