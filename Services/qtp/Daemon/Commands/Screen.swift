/// A part of the terminal that is drawn over again and again.
struct Screen {
    private var drawnLines = 0

    /// Draws lines over those drawn before.
    mutating func draw(_ lines: [String]) {
        // Up to where the last drawing began, then each line over the old one.
        let up = drawnLines > 0 ? "\u{1b}[\(drawnLines)A" : ""
        Terminal.show(up + lines.map { "\u{1b}[2K\($0)\n" }.joined() + "\u{1b}[0J")
        drawnLines = lines.count
    }
}
