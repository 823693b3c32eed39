import Digests
import FoundationEssentials
import GatewayCore
import ServiceRuntime

/// What only a gateway with the configured secret can know of a webhook.
///
/// Signing keys are computed from the secret and the webhook's id, so none is stored anywhere. Addresses and `Authorization` values,
/// which nothing could compute, are stored sealed.
struct WebhookVault: Sendable {
    private let secret: Secret

    /// A vault; nil without a secret: then there are no webhooks.
    init?(_ secret: Secret) {
        guard !secret.isEmpty else { return nil }
        self.secret = secret
    }

    /// The key a webhook's requests are signed with; a new version is a new key.
    func signingKey(of webhookID: String, version: Int) -> String {
        "whsec_" + Hexadecimal.text(of: derived("webhook signature \(webhookID) \(version)"))
    }

    /// A target as it may be stored.
    func seal(_ target: WebhookTarget, of webhookID: String) throws -> String {
        let text = String(decoding: try JSONEncoder().encode(target), as: UTF8.self)
        return SealedText.seal(text, key: derived("webhook targets"), context: webhookID)
    }

    /// A stored target; nil for one that was sealed under another secret, or for another webhook.
    func open(_ sealed: String, of webhookID: String) -> WebhookTarget? {
        SealedText.open(sealed, key: derived("webhook targets"), context: webhookID).flatMap {
            try? JSONDecoder().decode(WebhookTarget.self, from: Data($0.utf8))
        }
    }

    /// Each purpose has a key of its own.
    private func derived(_ purpose: String) -> [UInt8] {
        SHA256.authenticationCode(of: Array(purpose.utf8), key: Array(secret.revealed.utf8))
    }
}
