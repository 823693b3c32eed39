/// What the executor's risk rules mean, for whoever was refused by one.
enum RiskRuleText {
    /// A refusal as a sentence without its full stop: what the rule means, then what was measured.
    static func sentence(_ rule: String, _ numbers: String) -> String {
        guard let meaning = meanings[rule] else { return numbers }
        return "\(meaning): \(numbers)"
    }

    /// The same of a refusal as the executor writes it, `rule: numbers`; anything else as it is.
    static func sentence(_ reason: String) -> String {
        guard let end = reason.firstRange(of: ": ") else { return reason }
        let rule = String(reason[..<end.lowerBound])
        return meanings[rule] == nil ? reason : sentence(rule, String(reason[end.upperBound...]))
    }

    private static let meanings = [
        "kill_switch": "the kill switch stops orders that open or grow a position",
        "already_positioned": "a position of this side is open already",
        "short_selling": "it sells more than is held, which needs short selling",
        "equity": "there is not enough equity left to trade with",
        "lot_size": "its quantity does not fit the instrument's quantity step",
        "minimum_notional": "it is worth less than the venue takes, in quote currency",
        "order_notional": "it is worth more than one order may be, in quote currency",
        "position_notional": "the position would be worth more than one may be, in quote currency",
        "buying_power": "the position would be worth more than the equity behind it, in quote currency",
        "open_orders": "too many orders wait already",
        "arithmetic": "a number is too large to be accounted for",
        "expired": "it came too late",
        "price": "there is no price for it",
        "worst_price": "the price had become worse than it accepts",
    ]
}
