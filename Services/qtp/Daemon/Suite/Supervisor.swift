import Foundation

/// Runs children, starts those again that end unasked, and ends all of them.
///
/// It has no task of its own: ``tick()`` is called a few times a second by whoever watches the suite.
actor Supervisor {
    /// What can be told of a child.
    struct Report: Sendable {
        let name: String
        let pid: Int32?
        let restarts: Int
        let lastExit: Int32?
    }

    private struct Child {
        let specification: ProcessSpecification
        let isRestarted: Bool
        var process: ChildProcess?
        var startedAt: ContinuousClock.Instant
        var restarts = 0
        var failuresInARow = 0
        var lastExit: Int32?
        var nextStart: ContinuousClock.Instant?
    }

    private let pidFolder: String
    private var children: [Child] = []
    private var isStopping = false

    /// Keeps one file per child with its process id in a folder, for its guardian, and for whoever cleans up after both
    /// were killed.
    init(pidFolder: String) throws {
        self.pidFolder = pidFolder
        try FileManager.default.createDirectory(atPath: pidFolder, withIntermediateDirectories: true)
        _ = try Guardian(pidFolder: pidFolder)
    }

    /// Starts a child; one that is not `restarted` stays down when it ends.
    func start(_ specification: ProcessSpecification, restarted: Bool = true) throws {
        let process = try ChildProcess(specification)
        children.append(
            Child(specification: specification, isRestarted: restarted, process: process, startedAt: .now))
        writePID(specification.name, process.pid)
    }

    /// Collects children that ended, and starts those again whose pause is over.
    func tick() {
        for index in children.indices {
            if let process = children[index].process, let code = process.reap() { ended(index, code) }
            guard !isStopping, children[index].process == nil, let next = children[index].nextStart,
                next <= .now
            else { continue }
            do {
                let process = try ChildProcess(children[index].specification)
                children[index].process = process
                children[index].startedAt = .now
                children[index].restarts += 1
                children[index].nextStart = nil
                writePID(children[index].specification.name, process.pid)
            } catch {
                schedule(index)
            }
        }
    }

    private func ended(_ index: Int, _ code: Int32) {
        // What it started itself must not outlive it: PostgreSQL's successor could not start.
        children[index].process?.signalGroup(SIGKILL)
        children[index].process = nil
        children[index].lastExit = code
        removePID(children[index].specification.name)
        guard children[index].isRestarted, !isStopping else { return }
        // Ten seconds of life show that it can start; the next failure is a new one.
        let lived = ContinuousClock.now - children[index].startedAt
        children[index].failuresInARow = lived > .seconds(10) ? 0 : children[index].failuresInARow + 1
        schedule(index)
    }

    /// At once the first time, then after 0.2, 0.4, … 5 seconds.
    private func schedule(_ index: Int) {
        let doublings = min(max(children[index].failuresInARow - 1, 0), 6)
        let pause =
            children[index].failuresInARow == 0 ? 0 : min(200 << doublings, 5_000)
        children[index].nextStart = .now + .milliseconds(pause)
    }

    /// Every child, in the order of their start.
    func reports() -> [Report] {
        children.map {
            Report(
                name: $0.specification.name, pid: $0.process?.pid, restarts: $0.restarts,
                lastExit: $0.lastExit)
        }
    }

    /// Sends a signal to a running child; false when it is not running.
    @discardableResult
    func signal(_ name: String, _ number: Int32) -> Bool {
        guard let process = children.first(where: { $0.specification.name == name })?.process else {
            return false
        }
        // A kill takes the whole group, as a crash of the machine's container would; other signals are for the program.
        if number == SIGKILL { process.signalGroup(number) } else { process.signal(number) }
        return true
    }

    /// Ends all children, the last started first: asks, waits, and kills what is left after the grace.
    func stopAll(grace: Duration = .seconds(12)) async {
        isStopping = true
        // Data flows from the first to the last; what writes is stopped before what it writes to.
        let servers = children.indices.filter { children[$0].specification.isServer }
        let daemons = children.indices.filter { !children[$0].specification.isServer }
        for group in [daemons, servers] {
            for index in group.reversed() {
                // A paused child would sleep through the request.
                children[index].process?.signal(SIGCONT)
                children[index].process?.signal(children[index].specification.stopSignal)
            }
            let deadline = ContinuousClock.now + grace
            while group.contains(where: { children[$0].process != nil }), .now < deadline {
                tick()
                try? await Task.sleep(for: .milliseconds(20))
            }
            for index in group { children[index].process?.signalGroup(SIGKILL) }
            while group.contains(where: { children[$0].process != nil }) {
                tick()
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private func writePID(_ name: String, _ pid: Int32) {
        try? Data("\(pid)\n".utf8).write(to: URL(fileURLWithPath: "\(pidFolder)/\(name).pid"))
    }

    private func removePID(_ name: String) {
        try? FileManager.default.removeItem(atPath: "\(pidFolder)/\(name).pid")
    }

    /// Ends children that an earlier, killed supervisor left behind.
    ///
    /// A process id may belong to somebody else by now, so only one whose command line names the folder, as all of the
    /// suite's do through their environment or arguments, is touched.
    static func endLeftovers(in pidFolder: String, marker: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: pidFolder)) ?? []
        for name in names where name.hasSuffix(".pid") {
            let path = "\(pidFolder)/\(name)"
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            if let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), pid > 1 {
                let traces = ["cmdline", "environ"].compactMap {
                    FileManager.default.contents(atPath: "/proc/\(pid)/\($0)")
                }
                if traces.contains(where: { String(decoding: $0, as: UTF8.self).contains(marker) }) {
                    kill(-pid, SIGKILL)
                }
            }
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}
