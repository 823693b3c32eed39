import ArgumentParser
import Foundation
import OperatorCore

/// `qtp top`.
struct TopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Shows what the suite does, every second.",
        discussion: """
            How far every service is, what was decided, ordered and held, and what to look at. q or Ctrl-C leaves. \
            Without a screen each picture follows the one before.
            """)

    @OptionGroup var suite: SuiteOptions
    @Flag(help: "Print one picture and exit.")
    var once = false
    @Flag(help: "Print JSON, a line a picture.")
    var json = false

    /// Between two pictures, also the two that `--once` needs to tell how much is taken in a second.
    private static let pause = Duration.seconds(1)

    func run() async throws {
        Interruption.listen()
        var observer = try SuiteObserver(try suite.resolved())
        do {
            if Terminal.isInteractive && !once && !json {
                try await follow(&observer)
            } else {
                try await tell(&observer)
            }
        } catch is Interruption.Interrupted {
            return
        }
    }

    /// Pictures one after the other; with `--once` a single one.
    private func tell(_ observer: inout SuiteObserver) async throws {
        var picture = try await observer.look()
        while true {
            if !once { try say(picture) }
            try await rest(nil)
            picture = try await observer.look()
            if once { return try say(picture) }
        }
    }

    private func say(_ picture: SuitePicture) throws {
        Terminal.say(
            json ? try jsonLine(picture) : picture.lines().joined(separator: "\n") + (once ? "" : "\n"))
    }

    /// One picture over the other, until a person has had enough.
    private func follow(_ observer: inout SuiteObserver) async throws {
        let keyboard = Keyboard()
        var screen = Screen()
        while true {
            let picture = try await observer.look()
            let size = Terminal.size
            // Two lines for how to leave, and the cursor's below the last one.
            screen.draw(
                picture.lines(width: size.columns, height: size.rows - 3) + ["", "q or Ctrl-C leaves"])
            try await rest(keyboard)
        }
    }

    private func rest(_ keyboard: Keyboard?) async throws {
        let end = ContinuousClock.now + Self.pause
        while ContinuousClock.now < end {
            try Interruption.check()
            if let key = keyboard?.pressed(), "qQ".contains(key) { throw Interruption.Interrupted() }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
