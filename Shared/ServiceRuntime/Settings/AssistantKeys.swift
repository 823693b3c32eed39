/// Keys of the door for AI assistants.
public enum AssistantKeys {
    /// Whether AI assistants may place orders.
    public static let trading = Setting<Bool>(
        "gateway.mcp.trading", default: false,
        "Whether AI assistants are offered tools that place and cancel orders; they also need a key that may."
    )

    /// For the gateway's section of the reference.
    static let declarations = [trading.declaration]
}
