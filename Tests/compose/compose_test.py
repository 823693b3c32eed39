"""The suite as compose.yaml starts it: first trade, API, sockets, replicas, users, and what its containers may not do.

Runs under a project name, a port and volumes of its own, and removes all of it at the end. Needs the images
(`make images`); DB_IMAGE and the like choose others, as for compose itself.
"""

import argparse
import asyncio
import json
import os
import subprocess
import time

import requests
import socketio

PROJECT = "qtp-compose-test"
PORT = "18080"
URL = f"http://127.0.0.1:{PORT}"
OURS = [
    "exchange-sim", "market-feed", "router", "cipher-engine", "volume-profile", "strategy-gen", "confirmer", "executor",
    "recorder", "worker", "gateway",
]
SCALED = ["router", "cipher-engine", "volume-profile", "strategy-gen", "confirmer", "executor", "recorder"]
SHARDS = 16


class Suite:
    def __init__(self, docker):
        self.docker = docker
        folder = os.path.join(os.path.dirname(__file__), "..", "..", "compose")
        self.compose = [docker, "compose", "--project-name", PROJECT, "--file", os.path.join(folder, "compose.yaml")]
        # Faster than for people, so that what is tested happens while it is looked at.
        self.environment = {**os.environ, "QTP_GATEWAY_PORT": PORT, "SIMULATED_SPEED": "7200"}

    def run(self, *arguments, check=True):
        result = subprocess.run(
            [*self.compose, *arguments], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if check and result.returncode != 0:
            raise AssertionError(f"compose {' '.join(arguments)}: {result.returncode}\n{result.stdout}{result.stderr}")
        return result

    def qtp(self, *arguments):
        """The operator's command line, in a container."""
        return self.run("run", "--rm", "--no-deps", "-T", "qtp", *arguments).stdout

    def containers(self, service):
        return self.run("ps", "--quiet", service).stdout.split()

    def inspect(self, container):
        return json.loads(subprocess.check_output([self.docker, "inspect", container]))[0]

    def engine(self, name):
        return next(row for row in json.loads(self.qtp("status", "--json")) if row["service"] == name)

    def logs(self):
        return self.run("logs", "--no-color", "--tail", "60", check=False).stdout


def step(what):
    print(f"compose: {what}", flush=True)


def wait(what, condition, seconds=60):
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.5)


def get(path, key=None):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return requests.get(URL + path, headers=headers, timeout=10)


def check_start(suite):
    """Everything comes up without anybody making or editing a file, and trades on paper."""
    begin = time.monotonic()
    suite.run("up", "--detach", "--wait", "--wait-timeout", "180")
    step(f"up and healthy after {time.monotonic() - begin:.1f} s")
    said = suite.run("run", "--rm", "--no-deps", "-T", "welcome").stdout
    step(f"first paper trade after {time.monotonic() - begin:.1f} s")
    assert f"{URL}/v1/status" in said and "trade: paper" in said and "keys create" in said, said
    # Made by an operator, as the welcome tells people to.
    return suite.qtp("keys", "create", "--scope", "admin", "--label", "compose test").strip().splitlines()[-1]


def check_api(key):
    assert get("/readyz").status_code == 200
    assert get("/v1/status").status_code == 401
    assert get("/v1/status", key).status_code == 200
    assert get("/v1/fills?limit=1", key).json()["items"], "no fill"
    page = get("/docs").text
    assert "swagger-ui" in page, page[:300]
    # Through the streams to every shard, and back.
    for action in ("engage", "release"):
        answer = requests.post(
            URL + "/v1/commands/kill-switch", headers={"Authorization": f"Bearer {key}"},
            json={"action": action, "reason": "test"}, timeout=20,
        )
        assert answer.status_code == 200, answer.text


async def check_socket(key):
    client = socketio.AsyncClient(reconnection=False)
    came = asyncio.Event()
    client.on("candles", lambda _: came.set())
    await client.connect(URL, auth={"token": key}, transports=["websocket"])
    answer = await client.call("subscribe", {"topic": "candles", "instrument": "sim:BTCUSD"})
    assert answer["ok"] is True, answer
    await asyncio.wait_for(came.wait(), 30)
    await client.disconnect()


def check_containers(suite):
    """No root, no capabilities, nothing to write to, bounded, and nothing open beyond the machine."""
    for service in OURS:
        [container] = suite.containers(service)
        facts = suite.inspect(container)
        host = facts["HostConfig"]
        assert facts["Config"]["User"] == "65532:65532", service
        assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"] and not host["CapAdd"], service
        assert "no-new-privileges:true" in host["SecurityOpt"], service
        assert host["Memory"] > 0 and host["NanoCpus"] > 0 and host["PidsLimit"] > 0, service
        assert host["RestartPolicy"]["Name"] == "unless-stopped" and host["LogConfig"]["Config"]["max-size"], service
        secrets = {mount["Name"] for mount in facts["Mounts"] if mount["Destination"] == "/run/secrets"}
        assert secrets <= {f"{PROJECT}_secrets-{service}"}, (service, secrets)
        venues = f"{PROJECT}_venues" in facts["NetworkSettings"]["Networks"]
        assert venues == (service in ("exchange-sim", "market-feed", "executor")), service
    for container in suite.run("ps", "--quiet").stdout.split():
        for addresses in suite.inspect(container)["NetworkSettings"]["Ports"].values():
            assert all(address["HostIp"] == "127.0.0.1" for address in addresses or []), container
    # From a network without venues nobody finds one.
    reached = suite.run("exec", "-T", "redis", "bash", "-c", "timeout 5 bash -c '</dev/tcp/exchange-sim/9010'", check=False)
    assert reached.returncode != 0, "the venue is open to everybody"
    unknown = suite.run("exec", "-T", "redis", "redis-cli", "XLEN", "qtp:{s00}:bars", check=False)
    assert "NOAUTH" in unknown.stdout, unknown.stdout


def check_replicas(suite, key):
    """An engine is scaled to three and back while bars come, and one of the three is killed; nobody misses a bar."""

    def decided():
        return get("/v1/decisions?limit=1", key).json()["items"][0]["id"]

    def is_shared(count):
        row = suite.engine("cipher-engine")
        return len(row["instances"]) == count and row["shards"] == SHARDS

    suite.run("up", "--detach", "--no-recreate", "--wait", "--scale", "cipher-engine=3")
    wait("three replicas share the shards", lambda: is_shared(3))
    victim = suite.containers("cipher-engine")[0]
    subprocess.run([suite.docker, "kill", victim], check=True, capture_output=True)
    wait("two replicas take over", lambda: is_shared(2))
    before = decided()
    wait("decisions go on", lambda: decided() != before)
    suite.run("up", "--detach", "--no-recreate", "--wait", "--scale", "cipher-engine=1")
    wait("one replica has all shards", lambda: is_shared(1))
    wait("nothing is left behind", lambda: suite.engine("confirmer")["lag"] < 100)
    step("cipher-engine went from 1 to 3, lost one, and back to 1")
    # All others as well, at once: nothing but the number changes.
    suite.run(
        "up", "--detach", "--no-recreate", "--wait",
        *[word for service in SCALED for word in ("--scale", f"{service}=2")],
    )
    wait("every service has two replicas", lambda: all(len(suite.engine(name)["instances"]) == 2 for name in SCALED))
    step("two replicas of " + ", ".join(SCALED))
    before = decided()
    wait("decisions go on", lambda: decided() != before)


def check_health(suite):
    findings = json.loads(suite.qtp("doctor", "--json"))
    assert any(finding["subject"] == "redis users" and finding["verdict"] == "good" for finding in findings), findings
    bad = [finding for finding in findings if finding["verdict"] == "bad"]
    assert not bad, bad
    rows = json.loads(suite.qtp("status", "--json"))
    assert all(row["deadLetters"] == 0 for row in rows), rows


def check_return(suite, key):
    """What was stopped goes on with its data, its secrets and its keys."""
    fills = get("/v1/fills?limit=1&order=asc", key).json()
    suite.run("--profile", "*", "down")
    begin = time.monotonic()
    suite.run("up", "--detach", "--wait", "--wait-timeout", "180")
    step(f"up again after {time.monotonic() - begin:.1f} s")
    assert get("/v1/fills?limit=1&order=asc", key).json() == fills


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docker", default="docker")
    parser.add_argument("--keep", action="store_true", help="leave it running")
    arguments = parser.parse_args()
    suite = Suite(arguments.docker)
    suite.run("--profile", "*", "down", "--volumes")
    try:
        key = check_start(suite)
        check_api(key)
        asyncio.run(check_socket(key))
        check_containers(suite)
        check_replicas(suite, key)
        check_health(suite)
        check_return(suite, key)
        step("all of it holds")
    except BaseException:
        print(suite.logs())
        raise
    finally:
        if not arguments.keep:
            suite.run("--profile", "*", "down", "--volumes")


main()
