import Foundation
import Synchronization

/// Ctrl-C and SIGTERM, as a question that can be asked.
///
/// A suite's children must be ended in order, so the signal may not end this process by itself.
enum Interruption {
    /// The person has had enough.
    struct Interrupted: Error {}

    private static let flag = Atomic(false)

    /// Listens from now on.
    static func listen() {
        // Made before a handler runs: setting it up is nothing a signal handler may do, storing to it is.
        flag.store(false, ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { _ in Interruption.flag.store(true, ordering: .relaxed) }
        }
    }

    static func check() throws(Interrupted) {
        if flag.load(ordering: .relaxed) { throw Interrupted() }
    }
}
