internal import Postgres

extension JobRecords {
    /// Bytes of a piece: enough to make pieces few, little enough for one value.
    public static let pieceLength = 128 * 1024

    /// Keeps one piece of a file of an attempt.
    ///
    /// Attempts never touch each other's files: a worker that was lost may still be writing.
    public func save(
        piece number: Int, of name: String, _ content: ArraySlice<UInt8>, of id: String, attempt: Int
    ) async throws {
        try await pool.query(
            """
            INSERT INTO job_file_pieces (job_id, attempt, name, number, content) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT ON CONSTRAINT job_file_pieces_once DO UPDATE SET content = EXCLUDED.content
            """,
            [
                PostgresValue(id), PostgresValue(attempt), PostgresValue(name), PostgresValue(number),
                PostgresValue(bytes: content),
            ])
    }

    /// Says that a file is whole.
    public func save(_ file: JobFile, of id: String, attempt: Int) async throws {
        try await pool.query(
            """
            INSERT INTO job_files (job_id, attempt, name, media_type, bytes, sha256)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT ON CONSTRAINT job_files_once
            DO UPDATE SET media_type = EXCLUDED.media_type, bytes = EXCLUDED.bytes, sha256 = EXCLUDED.sha256
            """,
            [
                PostgresValue(id), PostgresValue(attempt), PostgresValue(file.name),
                PostgresValue(file.mediaType), PostgresValue(file.bytes), PostgresValue(file.sha256),
            ])
    }

    /// Forgets what other attempts at a job have left.
    public func deleteFiles(of id: String, exceptAttempt attempt: Int) async throws {
        let values = [PostgresValue(id), PostgresValue(attempt)]
        try await pool.query("DELETE FROM job_files WHERE job_id = $1 AND attempt <> $2", values)
        try await pool.query("DELETE FROM job_file_pieces WHERE job_id = $1 AND attempt <> $2", values)
    }

    /// The files of a completed job, by name; none while it is not completed.
    public func files(of record: JobRecord) async throws -> [JobFile] {
        guard record.state == .completed else { return [] }
        return try await pool.query(
            """
            SELECT name, media_type, bytes, sha256 FROM job_files
            WHERE job_id = $1 AND attempt = $2 ORDER BY name
            """, [PostgresValue(record.id), PostgresValue(record.attempt)]
        ).map { row in
            JobFile(
                name: try row.text("name"), mediaType: try row.text("media_type"),
                bytes: Int(try row.integer("bytes")), sha256: try row.text("sha256"))
        }
    }

    /// One piece of a file of a completed job; nil after the last.
    public func piece(_ number: Int, of name: String, of record: JobRecord) async throws -> [UInt8]? {
        try await pool.query(
            """
            SELECT content FROM job_file_pieces
            WHERE job_id = $1 AND attempt = $2 AND name = $3 AND number = $4
            """,
            [
                PostgresValue(record.id), PostgresValue(record.attempt), PostgresValue(name),
                PostgresValue(number),
            ]
        ).first?.bytes("content")
    }
}
