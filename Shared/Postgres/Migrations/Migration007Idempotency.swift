extension Migration {
    /// Names that clients gave their requests, and the answers, so that a repeat is answered and not carried out.
    ///
    /// Commands also keep what they said, from which the strategies that are deployed can be told.
    static let idempotency = Migration(
        number: 7, name: "idempotency",
        sql: """
            CREATE TABLE idempotency (
                caller text NOT NULL,
                key text NOT NULL,
                operation text NOT NULL,
                meaning text NOT NULL,
                attempt bigint NOT NULL,
                claimed_at bigint NOT NULL,
                held_until bigint NOT NULL,
                status integer,
                content_type text,
                headers json,
                body text,
                CONSTRAINT idempotency_once PRIMARY KEY (caller, key)
            );
            CREATE INDEX idempotency_by_age ON idempotency (claimed_at);

            ALTER TABLE commands ADD COLUMN name text, ADD COLUMN reason text, ADD COLUMN body text;

            -- A command counts when somebody accepted it and nobody refused it; the last one of a name decides.
            CREATE VIEW strategy_commands AS
                SELECT commands.name, commands.command, commands.command_id, commands.issuer,
                    commands.issued_at, commands.body
                FROM commands
                WHERE commands.command IN ('deploy-strategy', 'withdraw-strategy')
                    AND EXISTS (SELECT FROM replies WHERE replies.command_id = commands.command_id)
                    AND NOT EXISTS (
                        SELECT FROM replies
                        WHERE replies.command_id = commands.command_id AND NOT replies.accepted);
            """)
}
