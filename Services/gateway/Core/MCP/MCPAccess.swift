/// What a caller is shown of the tools: what it could not call is not there.
public struct MCPAccess: Sendable, Equatable {
    /// The key's scope.
    public let scope: Scope
    /// Whether the server lets AIs trade at all.
    public let isTradingEnabled: Bool

    /// What a caller is shown.
    public init(scope: Scope, isTradingEnabled: Bool) {
        self.scope = scope
        self.isTradingEnabled = isTradingEnabled
    }

    /// Whether a tool is there.
    ///
    /// This hides, and protects nothing: the operation behind a tool checks the key itself, as for every other way in.
    func includes(_ tool: MCPTool) -> Bool {
        guard case .key(let needed) = tool.operation.route.access else { return true }
        return scope >= needed && (isTradingEnabled || !tool.isTrading)
    }
}
