import Domain
import Pipeline

/// Joins the engines' answers about one instrument and interval by bar, whatever order they arrive in.
///
/// Each engine answers its bars in order. So once every engine has an answer waiting, the earliest of those bars is
/// complete: an engine whose next answer is about a later bar has passed it by and will never answer it. The result
/// depends on each engine's own sequence alone, not on how the sequences are interleaved.
struct AnswerJoin: Sendable, Equatable, Codable {
    /// A bar about which nothing more can come.
    struct CompleteBar: Equatable {
        let openedAt: Timestamp
        /// In the engines' order; nil for an engine that passed the bar by.
        let answers: [EngineAnswer?]
    }

    private var waiting: [Backlog<EngineAnswer>]
    /// The last bar each engine has answered.
    private var answeredThrough: [Timestamp]

    init(engineCount: Int) {
        waiting = Array(repeating: Backlog(), count: engineCount)
        answeredThrough = Array(repeating: .distantPast, count: engineCount)
    }

    /// Takes an engine's next answer.
    ///
    /// One that is not newer than its last is a repeat and changes nothing.
    mutating func offer(_ answer: EngineAnswer, from engine: Int) {
        guard answer.openedAt > answeredThrough[engine] else { return }
        answeredThrough[engine] = answer.openedAt
        waiting[engine].append(answer)
    }

    /// Takes out the earliest complete bar; nil while an engine has yet to speak.
    mutating func next() -> CompleteBar? {
        var earliest: Timestamp?
        for backlog in waiting {
            guard let head = backlog.first else { return nil }
            earliest = min(earliest ?? head.openedAt, head.openedAt)
        }
        guard let openedAt = earliest else { return nil }
        let answers = waiting.indices.map { index -> EngineAnswer? in
            waiting[index].first?.openedAt == openedAt ? waiting[index].popFirst() : nil
        }
        return CompleteBar(openedAt: openedAt, answers: answers)
    }

    /// The same answers for another list of engines: `sources[i]` is where engine `i` stood before, nil for a new one.
    func rearranged(_ sources: [Int?]) -> AnswerJoin {
        var join = AnswerJoin(engineCount: sources.count)
        for case (let index, let source?) in sources.enumerated() {
            join.waiting[index] = waiting[source]
            join.answeredThrough[index] = answeredThrough[source]
        }
        return join
    }
}
