extension Migration {
    /// Who may use the API, and what was done through it.
    ///
    /// The log only grows: whoever could change it could also hide what they did, so not even the suite's own role
    /// may. To drop old entries an administrator of the database removes the triggers, which leaves traces of its own.
    static let access = Migration(
        number: 11, name: "access",
        sql: """
            CREATE TABLE api_keys (
                id text CONSTRAINT api_keys_once PRIMARY KEY CHECK (id ~ '^[0-9a-f]{16}$'),
                label text NOT NULL CHECK (char_length(label) BETWEEN 1 AND 64),
                scope text NOT NULL CHECK (scope IN ('read', 'research', 'paper', 'trade', 'admin')),
                secret_hash text NOT NULL CHECK (secret_hash ~ '^[0-9a-f]{64}$'),
                created_at bigint NOT NULL,
                created_by text NOT NULL,
                expires_at bigint,
                revoked_at bigint,
                replaced_by text,
                last_used_at bigint,
                requests_per_minute integer CHECK (requests_per_minute > 0),
                order_notional numeric(38, 16) CHECK (order_notional >= 0),
                daily_notional numeric(38, 16) CHECK (daily_notional >= 0)
            );
            CREATE INDEX api_keys_by_time ON api_keys (created_at DESC, id);

            CREATE TABLE audit_log (
                id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_log_once PRIMARY KEY,
                occurred_at bigint NOT NULL,
                key_id text NOT NULL,
                key_label text NOT NULL,
                scope text NOT NULL,
                operation text NOT NULL,
                target text NOT NULL,
                reason text NOT NULL,
                before_state json,
                after_state json,
                outcome text NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
                status integer NOT NULL,
                detail text NOT NULL,
                trace_id text NOT NULL,
                request_id text NOT NULL
            );
            CREATE INDEX audit_log_by_key ON audit_log (key_id, id DESC);
            CREATE INDEX audit_log_by_operation ON audit_log (operation, id DESC);

            CREATE FUNCTION refuse_change_of_audit_log() RETURNS trigger
                LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'audit_log only grows: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
            END
            $$;
            CREATE TRIGGER audit_log_only_grows BEFORE UPDATE OR DELETE ON audit_log
                FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_log();
            CREATE TRIGGER audit_log_is_kept BEFORE TRUNCATE ON audit_log
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_log();
            """)
}
