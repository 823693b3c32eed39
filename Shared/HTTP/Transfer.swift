internal import CCurl

/// One libcurl easy handle and what its callbacks write to.
///
/// Lives on the transfer thread alone.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    let exchange: Exchange
    private var fields: UnsafeMutablePointer<curl_slist>?
    private var status = 0
    private var headers = HTTPClient.Headers()
    private var isHeadDelivered = false
    /// An address it was to connect to, and must not.
    private var isAddressRefused = false

    /// Sets a handle up; nil when libcurl refuses an option.
    init?(_ plan: TransferPlan, for exchange: Exchange, configuration: HTTPClient.Configuration) {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.exchange = exchange
        guard set(plan, configuration), setCallbacks(),
            configuration.allowsPrivateAddresses || refusePrivateAddresses()
        else { return nil }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(fields)
    }

    /// The number of the exchange whose handle this is.
    static func id(of handle: UnsafeMutableRawPointer?) -> UInt64? {
        var context: UnsafeMutableRawPointer?
        guard qtp_curl_get_pointer(handle, CURLINFO_PRIVATE, &context) == CURLE_OK, let context else {
            return nil
        }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().exchange.id
    }

    /// What a result means; nil for success.
    func failure(from result: CURLcode) -> HTTPError? {
        if isAddressRefused, result == CURLE_COULDNT_CONNECT { return .privateAddress }
        let reason = String(cString: curl_easy_strerror(result))
        return switch result {
        case CURLE_OK: nil
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidRequest(reason: reason)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT:
            .unreachable(reason: reason)
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            .untrusted(reason: reason)
        default: .interrupted(reason: reason)
        }
    }

    private func set(_ plan: TransferPlan, _ configuration: HTTPClient.Configuration) -> Bool {
        let request = plan.request
        var options: [CURLcode] = [
            qtp_curl_set_text(handle, CURLOPT_URL, request.url),
            qtp_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
            qtp_curl_set_text(handle, CURLOPT_USERAGENT, configuration.userAgent),
            // Every compression this libcurl knows; the size limit counts what comes out.
            qtp_curl_set_text(handle, CURLOPT_ACCEPT_ENCODING, ""),
            // Signals belong to the process, and libcurl's would go to an arbitrary thread.
            qtp_curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            qtp_curl_set_long(handle, CURLOPT_TCP_NODELAY, 1),
            qtp_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0),
            qtp_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1),
            qtp_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2),
            qtp_curl_set_long(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
            qtp_curl_set_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
            qtp_curl_set_long(
                handle, CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.wholeMilliseconds),
            // Less than a byte per second for this long is silence.
            qtp_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1),
            qtp_curl_set_long(
                handle, CURLOPT_LOW_SPEED_TIME, max(Int(configuration.stallTimeout.components.seconds), 1)),
        ]
        if let timeout = plan.timeout {
            options.append(qtp_curl_set_long(handle, CURLOPT_TIMEOUT_MS, timeout.wholeMilliseconds))
        }
        if let authorities = configuration.trustedAuthorities {
            options.append(qtp_curl_set_text(handle, CURLOPT_CAINFO, authorities))
        }
        options += set(method: request.method, body: request.body)
        // libcurl invents a content type for bodies, and asks leave (`Expect`) before long ones; both are unwanted.
        append("Expect:")
        if request.headers["Content-Type"] == nil { append("Content-Type:") }
        for field in request.headers.fields {
            // A field without a value is written with a semicolon, or libcurl would take the name off instead.
            append(field.value.isEmpty ? field.name + ";" : field.name + ": " + field.value)
        }
        options.append(qtp_curl_set_list(handle, CURLOPT_HTTPHEADER, fields))
        return options.allSatisfy { $0 == CURLE_OK }
    }

    private func set(method: HTTPClient.Method, body: [UInt8]) -> [CURLcode] {
        switch method {
        case .get where body.isEmpty: return [qtp_curl_set_long(handle, CURLOPT_HTTPGET, 1)]
        case .head: return [qtp_curl_set_long(handle, CURLOPT_NOBODY, 1)]
        case .delete where body.isEmpty:
            return [qtp_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, method.rawValue)]
        case .get, .delete, .put, .post, .patch:
            let size = qtp_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            let copied = body.withUnsafeBytes { bytes in
                // The size is set first, because copying uses it. An empty array may have no address.
                withUnsafePointer(to: UInt8(0)) { none in
                    qtp_curl_set_pointer(
                        handle, CURLOPT_COPYPOSTFIELDS,
                        UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(none)))
                }
            }
            return [size, copied, qtp_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, method.rawValue)]
        }
    }

    private func append(_ line: String) {
        // On failure libcurl keeps the list as it is and answers nothing.
        fields = curl_slist_append(fields, line) ?? fields
    }

    private func setCallbacks() -> Bool {
        // Unretained: the loop's table holds the transfer until its handle has left the multi handle, and no callback
        // runs after that.
        let context = Unmanaged.passUnretained(self).toOpaque()
        return [
            qtp_curl_set_pointer(handle, CURLOPT_PRIVATE, context),
            qtp_curl_set_pointer(handle, CURLOPT_HEADERDATA, context),
            qtp_curl_set_pointer(handle, CURLOPT_WRITEDATA, context),
            qtp_curl_set_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                Transfer.from(context).receivedHeader(
                    UnsafeRawBufferPointer(start: bytes, count: size * count))
                return size * count
            },
            qtp_curl_set_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                Transfer.from(context).receivedBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
            },
        ].allSatisfy { $0 == CURLE_OK }
    }

    private func refusePrivateAddresses() -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        return [
            qtp_curl_set_text(handle, CURLOPT_PROXY, ""),
            qtp_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context),
            qtp_curl_set_socket_callback(handle) { context, _, address in
                guard let address, let ip = NetworkAddress(address), ip.isPublic else {
                    Transfer.from(context).isAddressRefused = true
                    return qtp_curl_no_socket()
                }
                return qtp_curl_open_socket(address)
            },
        ].allSatisfy { $0 == CURLE_OK }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context else { preconditionFailure("a callback without its transfer") }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// One line: a status line, a field, or the empty line at the end.
    ///
    /// Trailers come after the head and are dropped.
    private func receivedHeader(_ bytes: UnsafeRawBufferPointer) {
        guard !isHeadDelivered else { return }
        let line = String(decoding: bytes, as: UTF8.self).trimmingBlanks
        if line.hasPrefix("HTTP/") {
            let words = line.split(separator: " ")
            status = words.count > 1 ? Int(words[1]) ?? 0 : 0
            headers = HTTPClient.Headers()
        } else if line.isEmpty {
            // 1xx announces an answer and is none.
            guard status >= 200 else { return }
            isHeadDelivered = true
            exchange.received(HTTPClient.ResponseHead(status: status, headers: headers))
        } else if let colon = line.firstIndex(of: ":") {
            headers.append(
                String(line[..<colon]), String(line[line.index(after: colon)...]).trimmingBlanks)
        }
    }

    private func receivedBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        switch bytes.withMemoryRebound(to: UInt8.self, { exchange.received($0) }) {
        case .taken: bytes.count
        case .paused: qtp_curl_write_pause()
        // Any number other than the length ends the transfer.
        case .refused: bytes.isEmpty ? 1 : 0
        }
    }
}

extension String {
    /// The text without blanks and line breaks around it.
    fileprivate var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) })
        else {
            return ""
        }
        return String(self[first...last])
    }
}
