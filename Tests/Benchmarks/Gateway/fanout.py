"""Many Socket.IO clients in one process, each on a WebSocket of its own and as cheap as can be, so that the server is what is measured."""

import asyncio
import base64
import json
import os
import re
import struct
import time
from urllib.parse import urlparse

IDENTITY = re.compile(rb'"id":"([^"]*)"')


def frame(text):
    """A masked text frame; the mask of zeros is legal and leaves the text as it is."""
    data = text.encode()
    if len(data) < 126:
        return struct.pack("!BB", 0x81, 0x80 | len(data)) + bytes(4) + data
    return struct.pack("!BBH", 0x81, 0x80 | 126, len(data)) + bytes(4) + data


class Client(asyncio.Protocol):
    """Connects, subscribes to a topic, and notes when each event came, by the id its data carries."""

    def __init__(self, host, key, subscription, topic, arrivals):
        self.host, self.key, self.subscription, self.arrivals = host, key, subscription, arrivals
        self.marker = b'["' + topic.encode() + b'"'
        self.buffer = b""
        self.is_upgraded = False
        self.subscribed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        nonce = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {self.host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {nonce}\r\n\r\n".encode()
        )

    def data_received(self, data):
        self.buffer += data
        if not self.is_upgraded:
            head, separator, rest = self.buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.subscribed.set_exception(RuntimeError(head.decode()))
                return
            self.is_upgraded, self.buffer = True, rest
        while (message := self.next_frame()) is not None:
            self.take(message)

    def next_frame(self):
        buffer = self.buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1], 2
        if size == 126:
            if len(buffer) < 4:
                return None
            size, start = struct.unpack_from("!H", buffer, 2)[0], 4
        elif size == 127:
            if len(buffer) < 10:
                return None
            size, start = struct.unpack_from("!Q", buffer, 2)[0], 10
        if len(buffer) < start + size:
            return None
        self.buffer = buffer[start + size :]
        return buffer[start : start + size]

    def take(self, message):
        if message == b"2":
            self.transport.write(frame("3"))
        elif message.startswith(b"0{"):
            self.transport.write(frame("40" + json.dumps({"token": self.key})))
        elif message.startswith(b"40"):
            self.transport.write(frame("421" + json.dumps(["subscribe", self.subscription])))
        elif message.startswith(b"44"):
            self.subscribed.set_exception(RuntimeError(message.decode()))
        elif message.startswith(b"431"):
            self.subscribed.set_result(message.decode())
        elif message.startswith(b"42") and self.marker in message[:64]:
            self.arrivals.append((time.perf_counter(), message))

    def connection_lost(self, error):
        if not self.subscribed.done():
            self.subscribed.set_exception(error or ConnectionError("closed before it was subscribed"))


async def fan_out(url, key, subscription, topic, clients, publish, count, rate, begin):
    """Publishes `count` events at `rate` a second while `clients` listen.

    Answers each delivery's seconds from before it was published, sorted, and the deliveries that are missing or doubled.
    `publish(number)` answers the event's `id`, which the delivery carries too. `begin()` is called when all have subscribed.
    """
    address = urlparse(url)
    loop = asyncio.get_running_loop()
    lists = []
    transports = []
    for _ in range(clients):
        arrivals = []
        transport, client = await loop.create_connection(
            lambda: Client(address.netloc, key, subscription, topic, arrivals), address.hostname, address.port
        )
        await asyncio.wait_for(client.subscribed, 20)
        lists.append(arrivals)
        transports.append(transport)
    await asyncio.sleep(1)
    # What a subscription brings of the past is not part of the measurement.
    for arrivals in lists:
        arrivals.clear()
    published = {}
    begin()
    start = time.perf_counter()
    for number in range(count):
        if (pause := start + number / rate - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        before = time.perf_counter()
        published[(await publish(number)).encode()] = before
    deadline = time.perf_counter() + 15
    while sum(map(len, lists)) < clients * count and time.perf_counter() < deadline:
        await asyncio.sleep(0.1)
    for transport in transports:
        transport.close()
    waits, missing, doubled = [], 0, 0
    for arrivals in lists:
        seen = set()
        for at, message in arrivals:
            name = IDENTITY.search(message)
            if name is None or (name := name[1]) not in published:
                continue
            doubled += name in seen
            seen.add(name)
            waits.append(at - published[name])
        missing += count - len(seen)
    return sorted(waits), missing, doubled
