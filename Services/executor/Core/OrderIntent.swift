import Domain

/// What a confirmed decision or a person wants of a position, before any rule is asked.
struct OrderIntent: Sendable, Equatable {
    let side: Side
    /// How much of the present position it takes away.
    let closing: Quantity
    /// How much it adds beyond that, in the decision's direction.
    let opening: Quantity

    init(side: Side, closing: Quantity, opening: Quantity) {
        self.side = side
        self.closing = closing
        self.opening = opening
    }

    /// A decision against the position closes all of it, and turns it round where that is allowed.
    ///
    /// - Parameters:
    ///   - side: buy for a long decision, sell for a short one.
    ///   - held: the position, signed, in whole lots.
    ///   - size: how large a new position would be.
    ///   - allowsShort: whether a sale may open.
    init(side: Side, held: Quantity, size: Quantity, allowsShort: Bool) {
        let isAgainst = side == .buy ? held < .zero : held > .zero
        let mayTurn = side == .buy || allowsShort
        self.init(
            side: side, closing: isAgainst ? held.magnitude : .zero,
            opening: isAgainst && !mayTurn ? .zero : size)
    }

    /// A person's order takes away what is held against it, and opens with the rest.
    init(side: Side, held: Quantity, quantity: Quantity) {
        let isAgainst = side == .buy ? held < .zero : held > .zero
        let closing = isAgainst ? min(held.magnitude, quantity) : .zero
        self.init(side: side, closing: closing, opening: quantity - closing)
    }

    /// What goes to the venue.
    var quantity: Quantity { closing + opening }
    /// Whether it does anything but take away; also an order that came out empty wanted to.
    var opens: Bool { opening.isPositive || !closing.isPositive }
    /// The part that only takes away.
    var closingOnly: Self { Self(side: side, closing: closing, opening: .zero) }
}
