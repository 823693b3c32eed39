import Bus
import RedisStreams

extension RedisBus {
    /// Milliseconds of the server's clock, by which entries' ids are made.
    func serverMilliseconds() async throws(BusError) -> UInt64 {
        let parts = try await inspect(["TIME"]).split(separator: "\n")
        guard parts.count == 2, let seconds = UInt64(parts[0]), let micro = UInt64(parts[1]) else {
            throw .refused(reason: "TIME gave no time")
        }
        return seconds * 1_000 + micro / 1_000
    }
}
