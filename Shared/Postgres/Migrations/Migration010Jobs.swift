extension Migration {
    /// Long work: what was asked for, what became of it, and the files it made.
    ///
    /// `jobs` is written where the wish comes in, `job_events` by the recorder, files and their pieces by the worker. How a
    /// job is now follows from the three, so that no two services write one row.
    static let jobs = Migration(
        number: 10, name: "jobs",
        sql: """
            CREATE TABLE jobs (
                job_id text CONSTRAINT jobs_once PRIMARY KEY,
                kind text NOT NULL,
                parameters json NOT NULL,
                requester text NOT NULL,
                requested_at bigint NOT NULL,
                trace text,
                cancel_requester text,
                cancel_requested_at bigint
            );
            CREATE INDEX jobs_by_time ON jobs (requested_at DESC, job_id DESC);

            CREATE TABLE job_events (
                job_id text NOT NULL,
                attempt integer NOT NULL,
                step integer NOT NULL,
                state text NOT NULL CHECK (state IN ('running', 'completed', 'failed', 'cancelled')),
                progress numeric(9, 8) NOT NULL,
                message text NOT NULL,
                result json,
                instance text NOT NULL,
                occurred_at bigint NOT NULL,
                CONSTRAINT job_events_once PRIMARY KEY (job_id, attempt, step)
            );

            CREATE TABLE job_files (
                job_id text NOT NULL REFERENCES jobs ON DELETE CASCADE,
                attempt integer NOT NULL,
                name text NOT NULL,
                media_type text NOT NULL,
                bytes bigint NOT NULL,
                sha256 text NOT NULL,
                CONSTRAINT job_files_once PRIMARY KEY (job_id, attempt, name)
            );

            -- A file in pieces, so that neither side ever holds all of it in one value.
            CREATE TABLE job_file_pieces (
                job_id text NOT NULL REFERENCES jobs ON DELETE CASCADE,
                attempt integer NOT NULL,
                name text NOT NULL,
                number integer NOT NULL,
                content bytea NOT NULL,
                CONSTRAINT job_file_pieces_once PRIMARY KEY (job_id, attempt, name, number)
            );

            CREATE VIEW job_states AS
            SELECT jobs.job_id, jobs.kind, jobs.parameters, jobs.requester, jobs.requested_at,
                jobs.cancel_requested_at,
                CASE
                    WHEN event.state <> 'running' THEN event.state
                    WHEN jobs.cancel_requested_at IS NOT NULL THEN 'cancelling'
                    ELSE coalesce(event.state, 'queued')
                END AS state,
                coalesce(event.progress, 0) AS progress,
                coalesce(event.message, 'waiting for a worker') AS message,
                coalesce(event.attempt, 0) AS attempt,
                coalesce(event.instance, '') AS instance,
                event.result,
                (SELECT min(occurred_at) FROM job_events WHERE job_events.job_id = jobs.job_id) AS started_at,
                CASE WHEN event.state <> 'running' THEN event.occurred_at END AS finished_at
            FROM jobs LEFT JOIN LATERAL (
                SELECT * FROM job_events WHERE job_events.job_id = jobs.job_id
                ORDER BY attempt DESC, step DESC LIMIT 1
            ) event ON true;
            """)
}
