"""The gateway beside the same operations in FastAPI, uvicorn, redis-py and asyncpg, and its Socket.IO fan-out beside python-socketio's server.

usage: gateway.py BIN [--rounds N] [--seconds N] [--clients N] [--dir FOLDER]

BIN is the folder of the release build. Both sides serve the same Redis and PostgreSQL, filled by one `qtp demo`, in turns, while the suite's other
daemons are paused. They are judged by requests a CPU second of the server process (wrk, 32 connections) and by the 99th percentile at one constant
rate, half of what the slower side bears. The gateway authenticates, limits rates, logs and audits as it always does. Prints one JSON object.
"""

import argparse
import asyncio
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import time

import redis.asyncio as redis
import uvloop

import fanout
import load

HERE = pathlib.Path(__file__).parent
PEER_KEY = "peer-key-of-the-benchmark"
INSTRUMENT, INTERVAL = "sim:BTCUSD", "30m"
TICK = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident_kilobytes(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1])


def children(parent):
    """The names of a process's children, by their ids."""
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
        except OSError:
            continue
        if re.search(rf"^PPid:\t{parent}$", status, re.M):
            found[int(folder.name)] = re.search(r"^Name:\t(.*)$", status, re.M)[1]
    return found


class Server:
    """One side: where it answers, with which key, and the process that is measured."""

    def __init__(self, name, url, key, pid):
        self.name, self.url, self.key, self.pid = name, url, key, pid


class Suite:
    """The suite after it has worked through some months of the recording; its API stays."""

    def __init__(self, binaries, folder):
        environment = folder / "environment"
        environment.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "bench.log"
        command = [str(binaries / "qtp"), "demo", "--plain", "--speed", "max", "--dir", str(folder)]
        command += ["--from", "2018-01-01", "--to", "2018-04-01", "--set", "QTP_GATEWAY_REQUESTS_PER_MINUTE=6000000"]
        with open(log, "w") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        while "the API goes on" not in log.read_text():
            if self.process.poll() is not None:
                raise SystemExit(log.read_text())
            time.sleep(0.3)
        self.settings = dict(line.split("=", 1) for line in environment.read_text().split() if "=" in line)
        url = f"http://127.0.0.1:{self.settings['QTP_GATEWAY_PORT']}"
        names = children(self.process.pid)
        pid = next(pid for pid, name in names.items() if name == "gateway")
        self.others = [pid for pid, name in names.items() if name not in ("gateway", "redis-server", "postgres")]
        self.server = Server("gateway", url, self.settings["QTP_GATEWAY_API_KEY"], pid)
        self.settle()

    @contextlib.contextmanager
    def paused(self):
        """The daemons beside the gateway stand still: what they do with one side's orders must not slow the other down."""
        for pid in self.others:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in self.others:
                os.kill(pid, signal.SIGCONT)
        self.settle()

    def settle(self):
        """Waits until the daemons have worked off what they had to do."""
        quiet = 0
        while quiet < 3:
            before = sum(map(cpu_seconds, self.others))
            time.sleep(1)
            quiet = quiet + 1 if sum(map(cpu_seconds, self.others)) - before < 0.15 else 0

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


class Peer:
    """A Python application under uvicorn, one worker."""

    def __init__(self, application, environment):
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--loop", "uvloop"]
        command += ["--http", "httptools", "--no-access-log", "--log-level", "warning"]
        self.process = subprocess.Popen(command, cwd=HERE, env={**os.environ, **environment, "PEER_KEY": PEER_KEY})
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        self.server = Server("python", f"http://127.0.0.1:{port}", PEER_KEY, self.process.pid)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Operation:
    """One measured operation; the same request to both sides."""

    def __init__(self, name, path, body=None):
        self.name, self.path, self.body = name, path, body

    def saturate(self, server, seconds):
        """Requests a second, and a CPU second of the server, with 32 connections that never wait."""
        command = ["wrk", "-t1", "-c32", f"-d{seconds}s", "-H", f"Authorization: Bearer {server.key}"]
        environment = {**os.environ, "BENCH_KEY": server.key, "BENCH_PATH": self.path, "BENCH_BODY": self.body or ""}
        if self.body:
            command += ["-s", str(HERE / "orders.lua")]
        before, start = cpu_seconds(server.pid), time.monotonic()
        result = subprocess.run(command + [server.url + self.path], check=True, capture_output=True, text=True, env=environment)
        used, elapsed = cpu_seconds(server.pid) - before, time.monotonic() - start
        count = int(re.search(r"(\d+) requests in", result.stdout)[1])
        if failed := re.search(r"Non-2xx or 3xx responses: (\d+)", result.stdout):
            raise SystemExit(f"{server.name}: {failed[1]} of {count} {self.name} requests failed")
        return count / elapsed, count / used

    async def constant(self, server, rate, seconds):
        headers = {"Authorization": f"Bearer {server.key}"}
        run = time.time_ns()

        def request(number):
            if not self.body:
                return load.request_bytes("GET", self.path, headers)
            own = {**headers, "Idempotency-Key": f"bench-{run}-{number}"}
            return load.request_bytes("POST", self.path, own, self.body.encode())

        waits, failures = await load.constant(server.url, rate, seconds, request)
        if failures:
            raise SystemExit(f"{server.name}: {failures} {self.name} requests failed")
        return load.quantile(waits, 0.5) * 1000, load.quantile(waits, 0.99) * 1000


OPERATIONS = [
    Operation("latest candle", f"/v1/candles/latest?instrument={INSTRUMENT}&interval={INTERVAL}"),
    Operation("500 candles", f"/v1/candles?instrument={INSTRUMENT}&interval={INTERVAL}&limit=500"),
    Operation("paper order", "/v1/orders", json.dumps({"instrument": INSTRUMENT, "side": "buy", "quantity": "0.001"})),
]


def measure_http(sides, options):
    results = {}
    for operation in OPERATIONS:
        rates = {side.name: [] for side in sides}
        for _ in range(options.rounds):
            for side in sides:
                rates[side.name].append(operation.saturate(side, options.seconds))
        rate = min(statistics.median(per_second for per_second, _ in rates[side.name]) for side in sides) / 2
        waits = {side.name: [] for side in sides}
        for _ in range(options.rounds):
            for side in sides:
                waits[side.name].append(asyncio.run(operation.constant(side, rate, options.seconds)))
        result = {"constant_rate": round(rate)}
        for side in sides:
            result[side.name] = {
                "per_second": round(statistics.median(value for value, _ in rates[side.name])),
                "per_cpu_second": round(statistics.median(value for _, value in rates[side.name])),
                "p50_ms": round(statistics.median(value for value, _ in waits[side.name]), 2),
                "p99_ms": round(statistics.median(value for _, value in waits[side.name]), 2),
            }
        ours, theirs = (result[side.name] for side in sides)
        result["per_cpu_second_ratio"] = round(ours["per_cpu_second"] / theirs["per_cpu_second"], 2)
        result["p99_ratio"] = round(ours["p99_ms"] / theirs["p99_ms"], 2)
        results[operation.name] = result
        print(operation.name, json.dumps(result), file=sys.stderr)
    results["resident_kilobytes"] = {side.name: resident_kilobytes(side.pid) for side in sides}
    return results


def measure_under_replay(server, binaries, options):
    """The reads' 99th percentile while a replay keeps one core busy."""
    folder = options.dir / "replay"
    replay = subprocess.Popen(
        ["sh", "-c", f"while :; do {binaries / 'qtp'} replay --out {folder} >/dev/null 2>&1; done"], start_new_session=True
    )
    try:
        time.sleep(1)
        return {
            operation.name: round(asyncio.run(operation.constant(server, 100, options.seconds))[1], 2)
            for operation in OPERATIONS[:2]
        }
    finally:
        os.killpg(replay.pid, signal.SIGKILL)
        replay.wait()


async def measure_fan_out(server, stream, redis_url, options):
    """Trades appended to the stream the gateway follows, and what became of them at every client."""
    bus = redis.from_url(redis_url)
    last = 10**12 + time.time_ns() // 1000

    async def publish(number):
        identifier = f"trade/{INSTRUMENT}/{last + number}"
        fields = {"type": "trade.printed", "v": "1", "id": identifier, "key": INSTRUMENT, "ts": str(1522540800000 + number)}
        fields |= {"tradeID": str(last + number), "price": "7000.5", "quantity": "0.25", "aggressor": "buy"}
        await bus.xadd(stream, fields)
        return identifier

    used = []
    waits, missing, doubled = await fanout.fan_out(
        server.url, server.key, {"topic": "trades", "instrument": INSTRUMENT}, "trades", options.clients, publish,
        options.events * options.fan_out_seconds, options.events, begin=lambda: used.append(cpu_seconds(server.pid)),
    )
    used = cpu_seconds(server.pid) - used[0]
    await bus.aclose()
    return {
        "deliveries": len(waits),
        "missing": missing,
        "doubled": doubled,
        "p50_ms": round(load.quantile(waits, 0.5) * 1000, 2),
        "p99_ms": round(load.quantile(waits, 0.99) * 1000, 2),
        "cpu_microseconds_per_delivery": round(used / max(len(waits), 1) * 1e6, 1),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=6, help="of each run")
    parser.add_argument("--clients", type=int, default=500, help="of the fan-out")
    parser.add_argument("--events", type=int, default=20, help="a second, of the fan-out")
    parser.add_argument("--fan-out-seconds", type=int, default=20)
    parser.add_argument("--dir", type=pathlib.Path, default=pathlib.Path(".run/bench/gateway"))
    options = parser.parse_args()
    uvloop.install()
    suite = Suite(options.bin, options.dir)
    try:
        redis_url, postgres = suite.settings["QTP_REDIS_URL"], suite.settings["QTP_POSTGRES_URL"]
        peer = Peer("peer:app", {"PEER_REDIS": redis_url, "PEER_POSTGRES": postgres})
        try:
            with suite.paused():
                result = {"http": measure_http([suite.server, peer.server], options)}
        finally:
            peer.stop()
        result["reads_p99_ms_while_a_replay_runs"] = measure_under_replay(suite.server, options.bin, options)
        shard = subprocess.run(
            ["redis-cli", "-u", redis_url, "--scan", "--pattern", "qtp:*:trades"], capture_output=True, text=True, check=True
        ).stdout.split()
        stream = next(key for key in shard if last_key(redis_url, key) == INSTRUMENT)
        result["fan_out"] = {"gateway": asyncio.run(measure_fan_out(suite.server, stream, redis_url, options))}
        peer = Peer("peer_sockets:app", {"PEER_REDIS": redis_url, "PEER_STREAM": stream})
        try:
            result["fan_out"]["python"] = asyncio.run(measure_fan_out(peer.server, stream, redis_url, options))
        finally:
            peer.stop()
    finally:
        suite.stop()
    print(json.dumps(result))


def last_key(redis_url, stream):
    """The instrument of a stream's last entry."""
    answer = subprocess.run(
        ["redis-cli", "-u", redis_url, "XREVRANGE", stream, "+", "-", "COUNT", "1"], capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return answer[answer.index("key") + 1] if "key" in answer else None


if __name__ == "__main__":
    main()
