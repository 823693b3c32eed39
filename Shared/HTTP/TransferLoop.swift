internal import BlockingThreads
internal import CCurl

/// The thread that moves all bytes of one client, with libcurl's multi interface.
actor TransferLoop {
    private let thread = BlockingThread(name: "http")
    private let mailbox: TransferMailbox
    private let configuration: HTTPClient.Configuration

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(mailbox: TransferMailbox, configuration: HTTPClient.Configuration) {
        self.mailbox = mailbox
        self.configuration = configuration
    }

    /// Global initialisation is not thread-safe in every build of libcurl, and once is enough.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

    /// Works until the mailbox is closed; transfers that are then still running end as cancelled.
    func run() {
        guard Self.isReady, let multi = curl_multi_init() else {
            preconditionFailure("libcurl could not be initialised: out of memory")
        }
        qtp_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.connectionsPerHost)
        mailbox.attach(multi)
        var transfers: [UInt64: Transfer] = [:]
        defer {
            for transfer in transfers.values { end(transfer, in: multi, with: .cancelled) }
            mailbox.detach()
            curl_multi_cleanup(multi)
        }
        while true {
            let (orders, isClosed) = mailbox.take()
            for order in orders { carryOut(order, in: multi, &transfers) }
            guard !isClosed else { return }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            endFinished(in: multi, &transfers)
            // A second is only the bound for an idle turn: sockets, libcurl's own timers and orders end it sooner.
            curl_multi_poll(multi, nil, 0, 1000, nil)
        }
    }

    private func carryOut(
        _ order: TransferMailbox.Order, in multi: UnsafeMutableRawPointer,
        _ transfers: inout [UInt64: Transfer]
    ) {
        switch order {
        case .start(let plan, let exchange):
            guard let transfer = Transfer(plan, for: exchange, configuration: configuration) else {
                exchange.finish(.invalidRequest(reason: "libcurl refuses an option of this request"))
                return
            }
            transfers[exchange.id] = transfer
            curl_multi_add_handle(multi, transfer.handle)
        case .resume(let id):
            if let transfer = transfers[id] { curl_easy_pause(transfer.handle, CURLPAUSE_CONT) }
        case .abandon(let id):
            if let transfer = transfers.removeValue(forKey: id) { end(transfer, in: multi, with: .cancelled) }
        }
    }

    private func endFinished(in multi: UnsafeMutableRawPointer, _ transfers: inout [UInt64: Transfer]) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let result = qtp_curl_message_result(message)
            // The message dies with the next libcurl call; only the handle's own number is needed from here on.
            guard let id = Transfer.id(of: message.pointee.easy_handle),
                let transfer = transfers.removeValue(forKey: id)
            else { continue }
            end(transfer, in: multi, with: transfer.failure(from: result))
        }
    }

    private func end(_ transfer: Transfer, in multi: UnsafeMutableRawPointer, with failure: HTTPError?) {
        // Removed while the transfer, which the callbacks point to, is still alive.
        curl_multi_remove_handle(multi, transfer.handle)
        transfer.exchange.finish(failure)
    }
}
