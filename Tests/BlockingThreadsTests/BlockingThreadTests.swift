import BlockingThreads
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An actor that notes which thread runs it.
private actor Confined {
    private let thread: BlockingThread
    private(set) var log: [Int] = []
    private var threads: Set<pthread_t> = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(name: String = "confined") { thread = BlockingThread(name: name) }

    func note(_ number: Int) {
        log.append(number)
        threads.insert(pthread_self())
    }

    /// Blocks its thread until as many have come as `door` waits for.
    func block(at door: Door) { door.enter() }

    var threadCount: Int { threads.count }
}

/// Lets nobody pass before everybody has come.
private final class Door: Sendable {
    let count: Int
    private let waiting = Atomic(0)

    init(count: Int) { self.count = count }

    var arrived: Int { waiting.load(ordering: .acquiring) }

    func enter() {
        waiting.add(1, ordering: .acquiringAndReleasing)
        while arrived < count { usleep(1000) }
    }
}

@Suite struct `Blocking thread` {
    @Test func `all of an actor's work runs on one thread and in order`() async {
        let actor = Confined()
        for number in 0..<1000 { await actor.note(number) }
        #expect(await actor.log == Array(0..<1000))
        #expect(await actor.threadCount == 1)
    }

    @Test func `work enqueued by many tasks is all done`() async {
        let actor = Confined()
        await withTaskGroup { group in
            for number in 0..<1000 { group.addTask { await actor.note(number) } }
        }
        #expect(await actor.log.sorted() == Array(0..<1000))
        #expect(await actor.threadCount == 1)
    }

    @Test(.timeLimit(.minutes(5))) func `blocked actors leave the cooperative pool free`() async {
        // The door opens when all are blocked at once, which is more than any pool has threads for: had they run
        // there, nobody would ever come through.
        let door = Door(count: 256)
        await withTaskGroup { group in
            for _ in 0..<door.count { group.addTask { await Confined().block(at: door) } }
        }
        #expect(door.arrived == door.count)
    }

    @Test func `a thread ends with its executor, whoever lets go last`() async {
        // A leak of a thousand joinable threads meets the system's limit, a double join traps.
        for _ in 0..<20 {
            await withTaskGroup { group in
                for number in 0..<50 {
                    group.addTask { await Confined(name: "a name of more than fifteen bytes").note(number) }
                }
            }
        }
        #expect(threadCount() < 500)
    }

    /// Threads of this process; 0 where the system does not tell.
    private func threadCount() -> Int {
        guard let directory = opendir("/proc/self/task") else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return count
    }
}
