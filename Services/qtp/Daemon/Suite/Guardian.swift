import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Ends a supervisor's children when the supervisor itself is killed and can end nobody any more.
///
/// A shell that waits for the end of a pipe whose other end only this process holds: however this process ends, that is
/// when the pipe closes. (The kernel's own parent-death signal goes by the thread that started a child, and the
/// threads of a Swift process come and go.) After an orderly end it finds nobody left.
struct Guardian: Sendable {
    private static let script = """
        while read -r line; do :; done
        for signal in TERM KILL; do
            left=
            for file in "$1"/*.pid; do
                [ -e "$file" ] && kill -s "$signal" -- "-$(cat "$file")" && left=1
            done
            [ "$left" ] && [ "$signal" = TERM ] && sleep 3
        done 2>/dev/null
        """

    /// Watches over the children whose process ids are in a folder.
    init(pidFolder: String) throws(SpawnFailure) {
        let name = "guardian"
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SpawnFailure(name: name, code: errno) }
        // Held by a child too, the pipe would stay open. The writing end is never closed but by the end of this process.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        _ = try ChildProcess(
            ProcessSpecification(
                name: name, executable: "/bin/sh", arguments: ["-c", Self.script, name, pidFolder],
                environment: ["PATH": "/usr/bin:/bin"], input: ends[0], log: "/dev/null"))
    }
}
