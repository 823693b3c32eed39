/// Wakes one listener; one ring is as good as many, for who hears it does all there is to do.
struct Bell: Sendable {
    /// For the listener.
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (rings, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Wakes the listener, or keeps it from falling asleep.
    func ring() { continuation.yield() }

    /// Ends the listener's waiting for good.
    func finish() { continuation.finish() }
}
