"""The suite in containers: how large, how soon there, how heavy, and how fast beside the same executables as processes.

usage: compose.py BIN [--docker docker] [--rounds N] [--from DATE] [--to DATE]

BIN is the folder of the release build. Runs under a project name and a port of its own and removes what it made. Both
sides take the same recording as fast as they can, in turns; a time is from the first decision in PostgreSQL to the last.
Prints one JSON object.
"""

import argparse
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

PROJECT = "qtp-compose-bench"
PORT = "18081"
NAMES = [
    "exchange-sim", "market-feed", "router", "cipher-engine", "volume-profile", "strategy-gen", "confirmer", "executor",
    "recorder", "gateway", "qtp",
]
COUNT = ["--no-align", "--tuples-only", "--command", "SELECT count(*) FROM decisions"]
FOLDER = pathlib.Path(__file__).resolve().parents[2]


class Containers:
    def __init__(self, docker, override):
        self.docker = docker
        self.compose = [
            docker, "compose", "--project-name", PROJECT, "--file", FOLDER / "compose/compose.yaml", "--file", override,
        ]
        self.environment = {**os.environ, "QTP_GATEWAY_PORT": PORT}

    def run(self, *arguments, check=True):
        result = subprocess.run(
            [*self.compose, *arguments], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if check and result.returncode != 0:
            raise RuntimeError(f"compose {arguments}: {result.stdout}{result.stderr}")
        return result.stdout

    def inspect(self, name):
        return json.loads(subprocess.check_output([self.docker, "inspect", name]))[0]

    def container(self, service):
        return self.run("ps", "--quiet", service).strip()

    def up(self):
        """Seconds from no container and no data to everybody healthy."""
        self.down()
        begin = time.monotonic()
        self.run("up", "--detach", "--wait", "--scale", "welcome=0")
        return time.monotonic() - begin

    def counter(self):
        """Counts the decisions in the database, from outside as for processes: `docker exec` costs more than a count."""
        container = self.container("postgres")
        [network] = self.inspect(container)["NetworkSettings"]["Networks"].values()
        secret = [self.docker, "exec", container, "cat", "/run/secrets/postgres-password"]
        password = subprocess.check_output(secret, text=True).strip()
        url = f"postgresql://qtp:{password}@{network['IPAddress']}/qtp"
        return lambda: int(subprocess.check_output(["psql", url, *COUNT]))

    def down(self):
        self.run("--profile", "*", "down", "--volumes")


def sizes(containers):
    """Megabytes of each image, and of all layers of all images, each counted once."""
    single, layers = {}, {}
    for name in NAMES:
        image = f"{os.environ.get('IMAGE_PREFIX', 'quantum-trader-pro')}/{name}:{os.environ.get('IMAGE_TAG', 'local')}"
        facts = containers.inspect(image)
        single[name] = round(facts["Size"] / 1e6, 1)
        history = subprocess.check_output(
            [containers.docker, "history", "--human=false", "--format", "{{.Size}}", image], text=True
        )
        parts = [int(size) for size in history.split() if int(size) > 0][::-1]
        layers.update(zip(facts["RootFS"]["Layers"], parts))
    return {"each": single, "together": round(sum(layers.values()) / 1e6, 1)}


def readiness(containers, service):
    """Seconds from a container's start to the daemon's own word that it is ready, its servers being there."""
    container = containers.container(service)
    subprocess.run([containers.docker, "restart", container], check=True, stdout=subprocess.DEVNULL)
    facts = containers.inspect(container)
    started = datetime.datetime.fromisoformat(facts["State"]["StartedAt"][:26].rstrip("Z") + "+00:00").timestamp()
    address = next(iter(facts["NetworkSettings"]["Networks"].values()))["IPAddress"]
    path = ":9010/sim/status" if service == "exchange-sim" else ":9100/readyz"
    while True:
        try:
            with urllib.request.urlopen(f"http://{address}{path}", timeout=1) as answer:
                if answer.status == 200:
                    return round(time.time() - started, 2)
        except OSError:
            time.sleep(0.01)


def resident(containers, service):
    """Resident megabytes of a container's process."""
    process = containers.inspect(containers.container(service))["State"]["Pid"]
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    return round(int(status.split("VmRSS:")[1].split()[0]) / 1024, 1)


def pace(decisions):
    """Decisions a second, from the first that is stored to the last; it is the last when none follows for a while."""
    while (first := decisions()) == 0:
        time.sleep(0.2)
    begin = end = time.monotonic()
    last = first
    while time.monotonic() - end < 5:
        if (count := decisions()) != last:
            last, end = count, time.monotonic()
        time.sleep(0.2)
    return (last - first) / (end - begin)


def natively(executables, arguments):
    with tempfile.TemporaryDirectory(prefix="qtp-bench-", dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        suite = os.path.join(folder, "suite")
        process = subprocess.Popen(
            [os.path.join(executables, "qtp"), "demo", "--plain", "--speed", "max", "--dir", suite, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )
        try:
            environment = pathlib.Path(suite, "environment")
            while not environment.exists() or "QTP_POSTGRES_URL" not in environment.read_text():
                assert process.poll() is None, "qtp demo ended"
                time.sleep(0.05)
            url = dict(line.split("=", 1) for line in environment.read_text().splitlines())["QTP_POSTGRES_URL"]
            command = ["psql", url, *COUNT]
            return pace(lambda: int(subprocess.check_output(command)))
        finally:
            process.terminate()
            process.wait(60)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("executables")
    parser.add_argument("--docker", default="docker")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--from", dest="begin", type=datetime.date.fromisoformat, default=datetime.date(2018, 1, 1))
    parser.add_argument("--to", dest="end", type=datetime.date.fromisoformat, default=datetime.date(2019, 1, 1))
    arguments = parser.parse_args()
    midnight = datetime.datetime.combine(arguments.begin, datetime.time(), datetime.timezone.utc)
    override = {
        "services": {
            "exchange-sim": {
                "command": [
                    "--host=0.0.0.0", "--catalogue=/usr/share/quantum-trader-pro/recordings/instruments.json",
                    "--speed=max", f"--start={arguments.begin}", f"--end={arguments.end}",
                ],
            },
            "market-feed": {"environment": {"QTP_FEED_START_MILLISECONDS": str(int(midnight.timestamp() * 1000))}},
        }
    }
    result = {"throughput": {"containers": [], "processes": []}, "up": []}
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        json.dump(override, file)
        file.flush()
        containers = Containers(arguments.docker, file.name)
        result["images"] = sizes(containers)
        try:
            for _ in range(arguments.rounds):
                result["up"].append(round(containers.up(), 1))
                # Once more with the venue last, or the recording would be over before everybody counts as healthy.
                containers.down()
                containers.run("up", "--detach", "--wait", "--scale", "welcome=0", "--scale", "exchange-sim=0")
                containers.run("up", "--detach", "--no-recreate", "--no-deps", "exchange-sim")
                rate = pace(containers.counter())
                result["throughput"]["containers"].append(round(rate))
                services = [name for name in NAMES if name != "qtp"] + ["worker"]
                result["resident"] = {name: resident(containers, name) for name in services}
                if "ready" not in result:
                    result["ready"] = {name: readiness(containers, name) for name in services}
                containers.down()
                recordings = FOLDER / "Services/exchange-sim/Data/instruments.json"
                period = ["--instruments", recordings, "--from", str(arguments.begin), "--to", str(arguments.end)]
                rate = natively(arguments.executables, period)
                result["throughput"]["processes"].append(round(rate))
                print(json.dumps(result), file=sys.stderr)
        finally:
            containers.down()
    sides = result["throughput"]
    sides["ratio"] = round(statistics.median(sides["containers"]) / statistics.median(sides["processes"]), 2)
    print(json.dumps(result, indent=2))


main()
