internal import CPostgres

/// Owns one libpq connection.
///
/// It blocks and is not thread-safe, so it lives inside one actor with its own thread.
final class Session {
    private let pointer: OpaquePointer
    private var prepared: Set<String> = []
    /// Whether an answer was left unread, after which nobody can tell whose the next one is.
    private var isOutOfStep = false

    init(_ options: PostgresOptions) throws(PostgresError) {
        let keywords = options.keywords
        let connected = withCStrings(keywords.map(\.name)) { names in
            withCStrings(keywords.map(\.value)) { PQconnectdbParams(names, $0, 0) }
        }
        guard let connected else { throw .unavailable(reason: "out of memory") }
        pointer = connected
        // Unless told otherwise, libpq prints every notice to standard error.
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        guard PQstatus(pointer) == CONNECTION_OK else { throw failure() }
    }

    deinit { PQfinish(pointer) }

    /// Whether the connection still stands: a server that went away while nobody asked has left its farewell
    /// in the socket, and reading notices.
    var isAlive: Bool {
        guard PQconsumeInput(pointer) == 1, PQconsumeInput(pointer) == 1 else { return false }
        return PQstatus(pointer) == CONNECTION_OK && PQtransactionStatus(pointer) == PQTRANS_IDLE
    }

    /// Whether it can be used further after an error.
    var isBroken: Bool { isOutOfStep || isLost }
    private var isLost: Bool { PQstatus(pointer) != CONNECTION_OK }

    func query(_ sql: String, _ values: [PostgresValue]) throws(PostgresError) -> PostgresRows {
        try check(values)
        let result = withCStrings(values.map(\.text)) {
            PQexecParams(pointer, sql, Int32(values.count), nil, $0, nil, nil, 0)
        }
        return try rows(of: Result(owning: result))
    }

    func query(_ statement: PreparedStatement, _ values: [PostgresValue]) throws(PostgresError)
        -> PostgresRows
    {
        try check(values)
        try prepare(statement)
        let result = withCStrings(values.map(\.text)) {
            PQexecPrepared(pointer, statement.name, Int32(values.count), $0, nil, nil, 0)
        }
        return try rows(of: Result(owning: result))
    }

    private func prepare(_ statement: PreparedStatement) throws(PostgresError) {
        guard !prepared.contains(statement.name) else { return }
        _ = try rows(of: Result(owning: PQprepare(pointer, statement.name, statement.sql, 0, nil)))
        prepared.insert(statement.name)
    }

    /// Statements that are sent together; the server makes them one transaction.
    ///
    /// Their answers wait in the sockets until all are sent, so there must be few, and short.
    func batch(_ calls: [PostgresCall]) throws(PostgresError) -> [PostgresRows] {
        for call in calls {
            try check(call.values)
            try prepare(call.statement)
        }
        isOutOfStep = true
        guard PQenterPipelineMode(pointer) == 1 else { throw failure() }
        for call in calls {
            let isSent = withCStrings(call.values.map(\.text)) {
                PQsendQueryPrepared(pointer, call.statement.name, Int32(call.values.count), $0, nil, nil, 0)
            }
            guard isSent == 1 else { throw failure() }
        }
        guard PQpipelineSync(pointer) == 1 else { throw failure() }
        var answers: [PostgresRows] = []
        var refusal: PostgresError?
        for _ in calls {
            // The first error is the one to tell: what follows it was not even tried.
            while let next = PQgetResult(pointer) {
                do {
                    answers.append(try rows(of: Result(owning: next)))
                } catch {
                    refusal = refusal ?? error
                }
            }
        }
        let end = Result(owning: PQgetResult(pointer))
        isOutOfStep = end.status != PGRES_PIPELINE_SYNC || PQexitPipelineMode(pointer) != 1
        if let refusal { throw refusal }
        guard !isOutOfStep, answers.count == calls.count else { throw failure() }
        return answers
    }

    /// Several statements without parameters: a migration, or the border of a transaction.
    @discardableResult
    func script(_ sql: String) throws(PostgresError) -> PostgresRows {
        try rows(of: Result(owning: PQexec(pointer, sql)))
    }

    /// Ends a transaction; false when the server, asked to commit, had to roll back.
    func commit() throws(PostgresError) -> Bool {
        let result = Result(owning: PQexec(pointer, "COMMIT"))
        let tag = result.tag
        _ = try rows(of: result)
        return tag == "COMMIT"
    }

    func copy(_ text: CopyText, into target: String) throws(PostgresError) -> Int {
        let start = Result(owning: PQexec(pointer, "COPY \(target) FROM STDIN"))
        guard start.status == PGRES_COPY_IN else {
            _ = try rows(of: start)
            throw .refused(sqlState: "", message: "\(target) takes no copy")
        }
        let isSent = text.bytes.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                var offset = 0
                // One message each; libpq would otherwise double its buffer until the whole batch fits.
                while offset < characters.count {
                    let count = min(characters.count - offset, 1 << 16)
                    guard let start = characters.baseAddress?.advanced(by: offset),
                        PQputCopyData(pointer, start, Int32(count)) == 1
                    else { return false }
                    offset += count
                }
                return true
            }
        }
        guard isSent, PQputCopyEnd(pointer, nil) == 1 else { throw failure() }
        var copied = 0
        var refusal: PostgresError?
        // Results are read to the end also after an error, or the connection would be of no use any more.
        while let next = PQgetResult(pointer) {
            do {
                copied += try rows(of: Result(owning: next)).affected
            } catch {
                refusal = refusal ?? error
            }
        }
        if let refusal { throw refusal }
        return copied
    }

    private func check(_ values: [PostgresValue]) throws(PostgresError) {
        // libpq reads a parameter up to its first zero byte: the rest would silently be lost.
        guard values.allSatisfy({ $0.text?.utf8.contains(0) != true }) else {
            throw .refused(sqlState: "22021", message: "a text holds a zero byte")
        }
    }

    private func rows(of result: consuming Result) throws(PostgresError) -> PostgresRows {
        switch result.status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return result.rows()
        default:
            guard let sqlState = result.field("C"), !isLost else { throw failure() }
            throw PostgresError(
                sqlState: sqlState, message: result.field("M") ?? "", constraint: result.field("n") ?? "")
        }
    }

    private func failure() -> PostgresError {
        let message = String(cString: PQerrorMessage(pointer))
        return .unavailable(
            reason: message.split(separator: "\n").first.map(String.init) ?? "the connection was lost")
    }
}

/// Owns one `PGresult`; freed once, when the value goes out of scope.
private struct Result: ~Copyable {
    private let pointer: OpaquePointer?

    init(owning pointer: OpaquePointer?) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }

    /// The statement's kind, and the number of rows where it has one.
    var tag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    /// One field of an error, by the letter of the protocol (`PG_DIAG_SQLSTATE` and its like).
    func field(_ code: Unicode.Scalar) -> String? {
        PQresultErrorField(pointer, Int32(code.value)).map { String(cString: $0) }
    }

    func rows() -> PostgresRows {
        let columnCount = PQnfields(pointer)
        let rowCount = PQntuples(pointer)
        var cells: [String?] = []
        cells.reserveCapacity(Int(columnCount * rowCount))
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                let isNull = PQgetisnull(pointer, row, column) == 1
                cells.append(isNull ? nil : PQgetvalue(pointer, row, column).map { String(cString: $0) })
            }
        }
        return PostgresRows(
            columns: (0..<columnCount).map { PQfname(pointer, $0).map { String(cString: $0) } ?? "" },
            cells: cells,
            rowCount: Int(rowCount), affected: PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0)
    }
}

/// Gives C an array of texts that ends with a null pointer; a nil text is a null pointer, too.
private func withCStrings<Answer>(
    _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Answer
) -> Answer {
    var characters: [CChar] = []
    var offsets: [Int?] = []
    for text in texts {
        guard let text else {
            offsets.append(nil)
            continue
        }
        offsets.append(characters.count)
        characters.append(contentsOf: text.utf8.lazy.map(CChar.init(bitPattern:)))
        characters.append(0)
    }
    return characters.withUnsafeBufferPointer { buffer in
        var pointers = offsets.map { offset in offset.flatMap { buffer.baseAddress?.advanced(by: $0) } }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
