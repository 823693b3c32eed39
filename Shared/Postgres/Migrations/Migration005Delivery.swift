extension Migration {
    /// How far the recorder is, and what was asked, answered and rejected on the way.
    static let delivery = Migration(
        number: 5, name: "delivery",
        sql: """
            CREATE TABLE stream_cursors (
                service text NOT NULL,
                shard integer NOT NULL CHECK (shard >= 0),
                stream text NOT NULL,
                entry_id text NOT NULL CHECK (entry_id ~ '^[0-9]+-[0-9]+$'),
                token bigint NOT NULL,
                CONSTRAINT stream_cursors_once PRIMARY KEY (service, shard, stream)
            );

            CREATE TABLE commands (
                command_id text CONSTRAINT commands_once PRIMARY KEY,
                command text NOT NULL,
                instrument text,
                issuer text NOT NULL,
                reply_to text NOT NULL,
                issued_at bigint NOT NULL
            );
            CREATE INDEX commands_by_time ON commands (issued_at DESC);

            CREATE TABLE replies (
                command_id text NOT NULL,
                service text NOT NULL,
                shard integer NOT NULL,
                reply_to text NOT NULL,
                accepted boolean NOT NULL,
                detail text NOT NULL,
                occurred_at bigint NOT NULL,
                CONSTRAINT replies_once PRIMARY KEY (command_id, service, shard)
            );

            CREATE TABLE dead_letters (
                service text NOT NULL,
                shard integer NOT NULL,
                stream text NOT NULL,
                entry_id text NOT NULL,
                reason text NOT NULL,
                original json NOT NULL,
                occurred_at bigint NOT NULL,
                CONSTRAINT dead_letters_once PRIMARY KEY (service, shard, stream, entry_id)
            );
            """)
}
