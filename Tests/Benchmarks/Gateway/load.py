"""Requests at a constant rate, whatever the answers take: what is measured is the wait of a client that does not wait for others.

A request that is due while all connections are busy waits for one, and that wait counts.
"""

import asyncio
import time
from urllib.parse import urlparse


class Connection:
    """One kept-alive HTTP/1.1 connection, as much of it as answers with a length or in chunks need."""

    def __init__(self, url):
        self.address = urlparse(url)

    async def open(self):
        self.reader, self.writer = await asyncio.open_connection(self.address.hostname, self.address.port)

    async def send(self, request):
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        fields = dict(line.lower().split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
        if b"content-length" in fields:
            await self.reader.readexactly(int(fields[b"content-length"]))
            return status
        while size := int((await self.reader.readline()).strip() or b"0", 16):
            await self.reader.readexactly(size + 2)
        await self.reader.readline()
        return status


def request_bytes(method, path, headers, body=b""):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"] + [f"{name}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def constant(url, rate, seconds, make_request, connections=64):
    """Answers the waits in seconds, sorted, and the count of answers that were no success."""
    idle = asyncio.Queue()
    for _ in range(connections):
        connection = Connection(url)
        await connection.open()
        idle.put_nowait(connection)
    waits, failures, running = [], 0, set()

    async def one(due, number):
        nonlocal failures
        connection = await idle.get()
        try:
            if not 200 <= await connection.send(make_request(number)) < 300:
                failures += 1
        finally:
            idle.put_nowait(connection)
        waits.append(time.perf_counter() - due)

    start = time.perf_counter()
    for number in range(int(rate * seconds)):
        due = start + number / rate
        if (pause := due - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        task = asyncio.create_task(one(due, number))
        running.add(task)
        task.add_done_callback(running.discard)
    while running:
        await asyncio.wait(running)
    return sorted(waits), failures


def quantile(values, fraction):
    return values[min(int(len(values) * fraction), len(values) - 1)]
