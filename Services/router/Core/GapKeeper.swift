import Domain

/// Puts one instrument's base bars in order, without repeats, and knows where some are missing.
///
/// The first bar or gap ever seen is the start. From there on nothing passes out of turn: what lies behind a
/// hole is held until the hole is filled, by bars or by the venue's word that there are none.
struct GapKeeper: Sendable, Equatable, Codable {
    /// What passes, in order of time and without holes between.
    enum Passage: Sendable, Equatable {
        case bar(Bar)
        /// There are no bars here.
        case gap(Stretch)
    }
    /// What follows from one input.
    struct Advance: Sendable, Equatable {
        var passages: [Passage] = []
        /// Bars to ask the venue for; told once for every hole.
        var hole: Stretch?
    }
    /// Start of the bar that must pass next; nil before the start.
    private(set) var next: Timestamp?
    /// The end of everything known or asked for.
    ///
    /// What lies before it is never asked for again.
    private(set) var frontier: Timestamp?
    /// Bars behind a hole, by time.
    private var held: [Bar] = []
    /// Confirmed gaps behind a hole, by time.
    private var gaps: [Stretch] = []

    /// Takes a bar.
    ///
    /// One before the next that is due, or held already, is a repeat and changes nothing.
    mutating func take(_ bar: Bar, limit: Int) -> Advance {
        var advance = Advance()
        let due = next ?? bar.openedAt
        guard bar.openedAt >= due else { return advance }
        let index = held.firstIndex { $0.openedAt >= bar.openedAt } ?? held.count
        if index < held.count, held[index].openedAt == bar.openedAt { return advance }
        held.insert(bar, at: index)
        next = due
        advance.hole = extendFrontier(over: Stretch(from: bar.openedAt, until: bar.closedAt), from: due)
        drain(into: &advance, limit: limit)
        return advance
    }

    /// Takes the venue's word that there are no bars in a stretch of time.
    ///
    /// Bars that are known all the same win.
    mutating func confirm(_ gap: Stretch, limit: Int) -> Advance {
        var advance = Advance()
        let due = next ?? gap.from
        guard gap.until > due else { return advance }
        let index = gaps.firstIndex { ($0.from, $0.until) >= (gap.from, gap.until) } ?? gaps.count
        if index < gaps.count, gaps[index] == gap { return advance }
        gaps.insert(gap, at: index)
        next = due
        advance.hole = extendFrontier(over: gap, from: due)
        drain(into: &advance, limit: limit)
        return advance
    }

    /// Moves the frontier behind `stretch`.
    ///
    /// Answers the hole that opens before it.
    private mutating func extendFrontier(over stretch: Stretch, from due: Timestamp) -> Stretch? {
        let edge = max(frontier ?? due, due)
        frontier = max(edge, stretch.until)
        return stretch.from > edge ? Stretch(from: edge, until: stretch.from) : nil
    }

    private mutating func drain(into advance: inout Advance, limit: Int) {
        passContiguous(into: &advance)
        while held.count + gaps.count > limit, let due = next {
            let bound = [held.first?.openedAt, gaps.first?.from].compactMap(\.self).min()
            guard let bound else { return }
            pass(gapTo: bound, from: due, into: &advance)
            passContiguous(into: &advance)
        }
    }

    private mutating func passContiguous(into advance: inout Advance) {
        var barCount = 0
        var gapCount = 0
        while let due = next {
            if barCount < held.count, held[barCount].openedAt == due {
                advance.passages.append(.bar(held[barCount]))
                next = held[barCount].closedAt
                barCount += 1
            } else if gapCount < gaps.count, gaps[gapCount].until <= due {
                gapCount += 1
            } else if gapCount < gaps.count, gaps[gapCount].from <= due {
                let end = gaps[gapCount].until
                pass(
                    gapTo: barCount < held.count ? min(end, held[barCount].openedAt) : end, from: due,
                    into: &advance)
            } else {
                break
            }
        }
        if barCount > 0 { held.removeFirst(barCount) }
        if gapCount > 0 { gaps.removeFirst(gapCount) }
    }

    private mutating func pass(gapTo end: Timestamp, from due: Timestamp, into advance: inout Advance) {
        advance.passages.append(.gap(Stretch(from: due, until: end)))
        next = end
    }
}
