"""python-socketio, unmodified, against the server that the gateway runs: both transports, the upgrade between them, and what they carry.

Run by run.sh; alone: `python Tests/clients/socketio_test.py .build/debug/socketio-conformance`.
"""

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
import time

import aiohttp
import socketio

KEY = "0123456789abcdef"
PATIENCE = 30


class Server:
    """A socketio-conformance process on a free port."""

    def __init__(self, executable):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen([executable, "clients", str(self.port)])
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            assert self.process.poll() is None and time.monotonic() < deadline, "no server"
            time.sleep(0.05)

    def stop(self):
        """Asks the server to stop; says how long it took."""
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE) == 0
        return time.monotonic() - start


class Client:
    """A connected client, and the events it got."""

    def __init__(self, url, transports, namespaces=("/",), auth=None):
        self.url, self.transports, self.namespaces, self.auth = url, transports, list(namespaces), auth
        self.client = socketio.AsyncClient(reconnection=False)
        self.events = asyncio.Queue()
        self.gone = asyncio.Event()
        for namespace in self.namespaces:
            self.client.on("*", self._note(namespace), namespace=namespace)
            self.client.on("disconnect", self._leave, namespace=namespace)

    def _note(self, namespace):
        async def note(event, *arguments):
            await self.events.put((namespace, event, *arguments))

        return note

    async def _leave(self, *_):
        self.gone.set()

    async def __aenter__(self):
        await self.client.connect(
            self.url, transports=self.transports, namespaces=self.namespaces, auth=self.auth, wait_timeout=PATIENCE
        )
        return self

    async def __aexit__(self, *_):
        await self.client.disconnect()

    async def next(self):
        return await asyncio.wait_for(self.events.get(), PATIENCE)

    async def call(self, event, *arguments, namespace="/"):
        return await self.client.call(event, arguments, namespace=namespace, timeout=PATIENCE)


async def carries_everything(url, transports):
    async with Client(url, transports, auth={"token": "x"}) as client:
        assert await client.next() == ("/", "auth", {"token": "x"})
        expected = "polling" if transports == ["polling"] else "websocket"
        assert client.client.transport() == expected, client.client.transport()

        values = [1, "zwei", {"drei": [True, None, 4.5]}, "Grüße 👋 \u2028 \"\\", [], {}]
        await client.client.emit("message", tuple(values))
        assert await client.next() == ("/", "message-back", *values)

        nested = {"deep": [b"\x00\x01\xff", {"also": b""}], "text": "t"}
        await client.client.emit("message", (nested, bytes(range(256))))
        assert await client.next() == ("/", "message-back", nested, bytes(range(256)))

        assert await client.call("message-with-ack", 1, "2") == (1, "2")
        assert await client.call("message-with-ack", b"\x01\x02") == b"\x01\x02"
        assert await client.call("message-with-ack", "x" * 500_000) == "x" * 500_000

        for number in range(300):
            await client.client.emit("message", number)
        assert [(await client.next())[2] for _ in range(300)] == list(range(300))


async def keeps_namespaces_apart(url, transports):
    async with Client(url, transports, ["/", "/custom", "/locked"], auth={"token": KEY}) as client:
        greetings = {(await client.next())[0] for _ in range(2)}
        assert greetings == {"/", "/custom"}
        await client.client.emit("message", "there", namespace="/custom")
        assert await client.next() == ("/custom", "message-back", "there")
        assert await client.call("anything", 7, namespace="/locked") == 7
        await client.client.emit("leave-me", namespace="/custom")
        await asyncio.wait_for(client.gone.wait(), PATIENCE)
        assert "/custom" not in client.client.namespaces
        assert await client.call("message-with-ack", "still here") == "still here"


async def refuses_a_wrong_key(url, transports):
    reasons = []
    client = socketio.AsyncClient(reconnection=False)
    client.on("connect_error", lambda reason: reasons.append(reason), namespace="/locked")
    try:
        await client.connect(
            url, transports=transports, namespaces=["/locked"], auth={"token": "wrong"}, wait_timeout=PATIENCE
        )
        raise AssertionError("a wrong key opened the namespace")
    except socketio.exceptions.ConnectionError:
        pass
    finally:
        await client.disconnect()
    assert reasons == [{"message": "unauthorized"}], reasons


async def refuses_an_unknown_namespace(url, transports):
    client = socketio.AsyncClient(reconnection=False)
    reasons = []
    client.on("connect_error", lambda reason: reasons.append(reason), namespace="/nowhere")
    try:
        await client.connect(url, transports=transports, namespaces=["/nowhere"], wait_timeout=PATIENCE)
        raise AssertionError("there is no such namespace")
    except socketio.exceptions.ConnectionError:
        pass
    finally:
        await client.disconnect()
    assert reasons == [{"message": "Invalid namespace"}], reasons


async def stays_alive(url, transports):
    """The server pings every second."""
    async with Client(url, transports) as client:
        await asyncio.sleep(3.5)
        assert not client.gone.is_set()
        assert await client.call("message-with-ack", "alive") == "alive"


async def upgrades_on_a_used_connection(url):
    """A client, or a proxy, may ask for a WebSocket on a connection that has carried requests."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        async with session.get(f"{url}/socket.io/?EIO=4&transport=polling") as answer:
            assert answer.status == 200 and (await answer.text()).startswith("0{")
        async with session.ws_connect(f"{url}/socket.io/?EIO=4&transport=websocket") as web_socket:
            assert (await web_socket.receive_str(timeout=PATIENCE)).startswith("0{")


async def checks_origins(url):
    async with aiohttp.ClientSession() as session:
        target = f"{url}/socket.io/?EIO=4&transport="
        page, other = {"Origin": "https://app.example.test"}, {"Origin": "https://other.example.test"}
        async with session.get(target + "polling", headers=page) as answer:
            assert answer.headers["Access-Control-Allow-Origin"] == page["Origin"]
        async with session.get(target + "polling", headers=other) as answer:
            assert answer.status == 403 and "Access-Control-Allow-Origin" not in answer.headers
        async with session.ws_connect(target + "websocket", headers=page) as web_socket:
            assert (await web_socket.receive_str(timeout=PATIENCE)).startswith("0{")
        try:
            await session.ws_connect(target + "websocket", headers=other)
            raise AssertionError("a page of another origin got a WebSocket")
        except aiohttp.WSServerHandshakeError as refusal:
            assert refusal.status == 403


def synchronous_client_works(url):
    """The client for threads, which uses other libraries underneath."""
    for transports in (["polling"], ["websocket"], None):
        with socketio.SimpleClient() as client:
            client.connect(url, transports=transports, wait_timeout=PATIENCE)
            assert client.receive(timeout=PATIENCE) == ["auth", {}]
            assert list(client.call("message-with-ack", (b"\x01", "2"), timeout=PATIENCE)) == [b"\x01", "2"]


async def stops_while_clients_wait(server):
    async with Client(server.url, ["polling"]) as polling, Client(server.url, ["websocket"]) as web_socket:
        seconds = await asyncio.to_thread(server.stop)
        assert seconds < 10, seconds
        await asyncio.wait_for(asyncio.gather(polling.gone.wait(), web_socket.gone.wait()), PATIENCE)


async def main(executable):
    server = Server(executable)
    try:
        for transports in (["polling"], ["websocket"], ["polling", "websocket"]):
            for test in (
                carries_everything,
                keeps_namespaces_apart,
                refuses_a_wrong_key,
                refuses_an_unknown_namespace,
                stays_alive,
            ):
                await test(server.url, transports)
                print(f"ok  {test.__name__}: {' then '.join(transports)}")
        await upgrades_on_a_used_connection(server.url)
        print("ok  upgrades_on_a_used_connection")
        await checks_origins(server.url)
        print("ok  checks_origins")
        await asyncio.to_thread(synchronous_client_works, server.url)
        print("ok  synchronous_client_works")
        await stops_while_clients_wait(server)
        print("ok  stops_while_clients_wait")
    finally:
        if server.process.poll() is None:
            server.process.kill()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
