"""The suite as compose.staging.yaml starts it: TLS, requests, events and sockets through the proxy, replicas, and Prometheus.

Runs under a project name, ports and volumes of its own, and removes all of it at the end. Needs the images (`make images`);
PROMETHEUS_IMAGE and the like choose others, as for compose itself. Grafana and the collector stay away: they are other
people's, and nothing here asks them.
"""

import argparse
import json
import os
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import requests
import socketio

PROJECT = "qtp-staging-test"
PORT, PROMETHEUS_PORT = "18443", "19090"
URL = f"https://localhost:{PORT}"
PROMETHEUS = f"http://127.0.0.1:{PROMETHEUS_PORT}"
SERVICES = [
    "market-feed", "router", "cipher-engine", "volume-profile", "strategy-gen", "confirmer", "executor", "recorder",
    "gateway", "worker",
]
# With Grafana nobody waits for its password, and nobody ever for the welcome.
ABSENT = {"welcome", "welcomed", "grafana", "grafana-password", "collector"}
PATIENCE = 180


class Suite:
    def __init__(self, docker):
        folder = os.path.join(os.path.dirname(__file__), "..", "..", "compose")
        self.compose = [docker, "compose", "--project-name", PROJECT]
        for file in ["compose.yaml", "compose.staging.yaml"]:
            self.compose += ["--file", os.path.join(folder, file)]
        self.environment = {
            **os.environ, "PROXY_PORT": PORT, "PROMETHEUS_PORT": PROMETHEUS_PORT, "SIMULATED_SPEED": "7200",
        }

    def run(self, *arguments, check=True):
        result = subprocess.run(
            [*self.compose, *arguments], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if check and result.returncode != 0:
            raise AssertionError(f"compose {' '.join(arguments)}: {result.returncode}\n{result.stdout}{result.stderr}")
        return result.stdout

    def up(self, gateways):
        present = set(self.run("config", "--services").split()) - ABSENT
        self.run(
            "up", "--detach", "--no-recreate", "--wait", "--wait-timeout", str(PATIENCE), "--scale", f"gateway={gateways}",
            *sorted(present),
        )

    def once(self, service, *command):
        return self.run("run", "--rm", "--no-deps", "-T", service, *command)

    def down(self):
        # Not checked: an engine may count a container that is gone, and keep its network for a while.
        self.run("--profile", "*", "down", "--volumes", check=False)


class Client:
    """Who has been told the proxy's address, its certificate's authority and a key."""

    def __init__(self, authority, key):
        self.authority, self.key = authority, key
        self.trusting = ssl.create_default_context(cafile=authority)

    def get(self, path, context=None):
        request = urllib.request.Request(URL + path, headers={"Authorization": f"Bearer {self.key}"})
        return urllib.request.urlopen(request, timeout=PATIENCE, context=context or self.trusting)


def step(what):
    print(f"staging: {what}", flush=True)


def check_encryption(client):
    try:
        client.get("/readyz", ssl.create_default_context())
    except urllib.error.URLError as error:
        assert isinstance(error.reason, ssl.SSLCertVerificationError), error
    else:
        raise AssertionError("a certificate of this installation is trusted by the whole world")
    with client.get("/v1/me") as answer:
        assert json.load(answer)["scope"] == "read"
        assert "max-age" in answer.headers["Strict-Transport-Security"]
    step("TLS with the installation's own certificate")


def check_events(client):
    with client.get("/v1/events?topic=system") as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        while not answer.readline().startswith(b"data:"):
            pass
    step("events come as they happen")


class Forgetful(requests.cookies.RequestsCookieJar):
    """Keeps no cookies, as many clients do not."""

    def set_cookie(self, *arguments, **options):
        return None


def attempt(socket, client, transports, tries=3):
    """Connects, and tries again as clients in use do; that one try is enough is for Tests/clients to show."""
    for left in reversed(range(tries)):
        try:
            return socket.connect(URL, transports=transports, auth={"token": client.key}, wait_timeout=30)
        except socketio.exceptions.ConnectionError as error:
            print(f"staging: {transports} did not connect: {error}")
            if left == 0:
                raise


def connect(client, transports, keeps_cookies, failures):
    session = requests.Session()
    session.verify, session.trust_env = client.authority, False
    if not keeps_cookies:
        session.cookies = Forgetful()
    socket = socketio.Client(http_session=session, reconnection=False)
    came = threading.Event()
    socket.on("*", lambda *_: came.set())
    try:
        attempt(socket, client, transports)
        answer = socket.call("subscribe", {"topic": "system", "snapshot": 0}, timeout=PATIENCE)
        assert answer["ok"], answer
        # Several polls later the session is still known.
        for _ in range(3):
            came.clear()
            assert came.wait(PATIENCE), "no event came"
        assert socket.transport() == transports[-1]
        socket.disconnect()
    except Exception as error:
        failures.append(f"{transports}, cookies {keeps_cookies}: {error!r}")


def check_sockets(client):
    failures = []
    kinds = [(["polling"], True), (["polling"], False), (["websocket"], False), (["polling", "websocket"], True)]
    threads = [threading.Thread(target=connect, args=(client, *kind, failures)) for kind in kinds * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures
    step("sockets over polling, WebSocket, and from one to the other")


def measured(query):
    with urllib.request.urlopen(f"{PROMETHEUS}/api/v1/query?query={urllib.parse.quote(query)}", timeout=10) as answer:
        return {json.dumps(each["metric"], sort_keys=True): float(each["value"][1])
                for each in json.load(answer)["data"]["result"]}


def wait(what, condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE} s"
        time.sleep(1)
    step(what)


def check_monitoring(client, gateways):
    def is_found(service):
        return len(measured(f'up{{job="qtp",instance=~"{service}/.*"}} == 1')) == (gateways if service == "gateway" else 2)

    def are_working():
        # So that there is something to be counted.
        client.get("/v1/me").close()
        return len(measured('haproxy_server_http_responses_total{proxy="gateways",code="2xx"} > 0')) == gateways

    wait("Prometheus finds every replica of every service", lambda: all(map(is_found, SERVICES)))
    wait(
        f"the proxy finds {gateways} gateways",
        lambda: set(measured('haproxy_backend_active_servers{proxy="gateways"}').values()) == {gateways})
    wait("every gateway takes requests", are_working)


def check_outage(suite, client, gateways):
    """Without Redis no gateway is ready; all still answer what they can, and a polling client keeps its session."""
    ready = 'haproxy_backend_active_servers{proxy="gateways"}'
    session = requests.Session()
    session.verify, session.trust_env = client.authority, False
    socket = socketio.Client(http_session=session, reconnection=False)
    came, gone = threading.Event(), threading.Event()
    socket.on("*", lambda *_: came.set())
    socket.on("disconnect", lambda *_: gone.set())
    socket.connect(URL, transports=["polling"], auth={"token": client.key}, wait_timeout=PATIENCE)
    assert socket.call("subscribe", {"topic": "system", "snapshot": 0}, timeout=PATIENCE)["ok"]
    suite.run("stop", "redis")
    wait("without Redis no gateway is ready", lambda: set(measured(ready).values()) == {0})
    client.get("/livez").close()
    suite.run("start", "redis")
    wait("with Redis all are ready again", lambda: set(measured(ready).values()) == {gateways})
    came.clear()
    assert came.wait(PATIENCE) and not gone.is_set(), "the session was lost"
    socket.disconnect()
    step("what can be answered is, and a session outlives it")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docker", default="docker")
    suite = Suite(parser.parse_args().docker)
    suite.run("--profile", "*", "config", "--quiet")
    suite.down()
    try:
        suite.run("build", "certificate")
        suite.up(gateways=2)
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as authority:
            authority.write(suite.once("certificate", "cat", "/tls/ca.pem"))
            authority.flush()
            key = suite.once("qtp", "keys", "create", "--scope", "read", "--label", "staging test").strip().splitlines()[-1]
            client = Client(authority.name, key)
            check_encryption(client)
            check_events(client)
            check_sockets(client)
            check_monitoring(client, gateways=2)
            # One more is found without a restart of anything.
            suite.up(gateways=3)
            check_monitoring(client, gateways=3)
            check_sockets(client)
            check_outage(suite, client, gateways=3)
        step("all of it holds")
    except BaseException:
        print(suite.run("logs", "--no-color", "--tail", "60", check=False))
        raise
    finally:
        suite.down()


main()
