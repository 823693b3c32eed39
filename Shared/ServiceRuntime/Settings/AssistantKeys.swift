/// Keys of the door for AI assistants and web pages.
public enum AssistantKeys {
    /// Whether AI assistants may place orders.
    public static let trading = Setting<Bool>(
        "gateway.mcp.trading", default: false,
        "Whether AI assistants are offered tools that place and cancel orders; they also need a key that may."
    )
    /// Web pages that may ask over MCP.
    public static let origins = Setting<[String]>(
        "gateway.mcp.origins", default: [],
        "Origins of web pages that may use the MCP endpoint, such as https://app.example.com.")

    /// For the gateway's section of the reference.
    static let declarations = [trading.declaration, origins.declaration]
}
