import Domain
import FoundationEssentials

/// A webhook as the recorder sees it: whose it is, and what it wants.
public struct WebhookSubscription: Sendable, Equatable {
    /// The webhook.
    public let id: String
    /// What it wants.
    public let filter: WebhookFilter

    /// A subscription.
    public init(id: String, filter: WebhookFilter) {
        self.id = id
        self.filter = filter
    }

    /// Reads the filter as it is stored, JSON; nil for one that this build does not know, which then matches nothing.
    public init?(id: String, filterText: String) {
        guard let filter = try? JSONDecoder().decode(WebhookFilter.self, from: Data(filterText.utf8)) else {
            return nil
        }
        self.init(id: id, filter: filter)
    }

    /// The id of this event's delivery: the same however often the event comes.
    public func deliveryID(of eventID: String) -> String {
        "dlv_" + StableHash.hexadecimal(StableHash.fnv128("\(id)/\(eventID)"))
    }
}
