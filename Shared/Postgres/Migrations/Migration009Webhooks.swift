extension Migration {
    /// Who is told what over HTTP, and what is still to be told.
    ///
    /// A delivery refers to no webhook by foreign key: the recorder adds deliveries in the transaction that keeps the history,
    /// and a webhook deleted at that moment must not make it fail. Deliveries without a webhook are swept.
    static let webhooks = Migration(
        number: 9, name: "webhooks",
        sql: """
            CREATE TABLE webhooks (
                webhook_id text CONSTRAINT webhooks_once PRIMARY KEY,
                label text NOT NULL,
                format text NOT NULL
                    CHECK (format IN ('generic', 'bubble', 'dify', 'discord', 'telegram', 'slack')),
                filter json NOT NULL,
                -- Of the address the host alone: the rest of it often is a secret, and is sealed.
                host text NOT NULL,
                target text NOT NULL,
                has_authorization boolean NOT NULL,
                secret_version integer NOT NULL DEFAULT 1,
                enabled boolean NOT NULL DEFAULT true,
                disabled_reason text NOT NULL DEFAULT '',
                failing_since bigint,
                created_by text NOT NULL,
                created_at bigint NOT NULL DEFAULT now_milliseconds(),
                updated_at bigint NOT NULL DEFAULT now_milliseconds(),
                -- The dispatcher that works on it, until when, and the fencing token of that lease.
                claimed_by text NOT NULL DEFAULT '',
                claimed_until bigint NOT NULL DEFAULT 0,
                claim_token bigint NOT NULL DEFAULT 0
            );
            CREATE INDEX webhooks_by_time ON webhooks (created_at, webhook_id);

            CREATE TABLE webhook_deliveries (
                delivery_id text CONSTRAINT webhook_deliveries_once PRIMARY KEY,
                -- The order of one webhook's deliveries.
                sequence bigint GENERATED ALWAYS AS IDENTITY,
                webhook_id text NOT NULL,
                event_id text NOT NULL,
                event_type text NOT NULL,
                instrument text NOT NULL,
                occurred_at bigint NOT NULL,
                message json NOT NULL,
                state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'dead')),
                attempts integer NOT NULL DEFAULT 0,
                next_attempt_at bigint NOT NULL DEFAULT 0,
                last_status integer,
                last_error text NOT NULL DEFAULT '',
                created_at bigint NOT NULL DEFAULT now_milliseconds(),
                finished_at bigint,
                CONSTRAINT webhook_deliveries_once_each UNIQUE (webhook_id, event_id)
            );
            CREATE INDEX webhook_deliveries_pending ON webhook_deliveries (webhook_id, sequence)
                WHERE state = 'pending';
            CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, sequence);
            CREATE INDEX webhook_deliveries_by_event_time ON webhook_deliveries (webhook_id, occurred_at);
            CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at)
                WHERE state <> 'pending';
            """)
}
