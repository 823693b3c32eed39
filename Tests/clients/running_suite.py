"""The whole suite after some days of the bundled recording, still running, with its API."""

import os
import signal
import subprocess
import tempfile
import time
import urllib.request


class RunningSuite:
    """Starts `qtp demo` and waits until it has worked through the recording, or only until its API serves."""

    def __init__(self, executables, days=3, speed="max", until_end=True, **settings):
        self.folder = tempfile.TemporaryDirectory(prefix="qtp-clients-")
        self.log_path = os.path.join(self.folder.name, "log")
        self.executables = executables
        self.range = ["--from", "2018-01-01", "--to", f"2018-01-{1 + days:02}"]
        folder = os.path.join(self.folder.name, "suite")
        self.log = open(self.log_path, "w")
        command = [os.path.join(executables, "qtp"), "demo", "--plain", "--speed", speed, *self.range, "--dir", folder]
        for name, value in settings.items():
            command += ["--set", f"{name}={value}"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log
        )
        environment = os.path.join(folder, "environment")
        self.wait(lambda: os.path.exists(environment) and "QTP_GATEWAY_API_KEY" in open(environment).read())
        with open(environment) as file:
            self.environment = dict(line.strip().split("=", 1) for line in file if "=" in line)
        self.url = f"http://127.0.0.1:{self.environment['QTP_GATEWAY_PORT']}"
        self.key = self.environment["QTP_GATEWAY_API_KEY"]
        self.wait(self.is_ready)
        if until_end:
            self.wait_for_end()

    def wait(self, condition, seconds=240):
        deadline = time.monotonic() + seconds
        while not condition():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the suite did not come so far:\n{self.text()}")
            time.sleep(0.1)

    def wait_for_end(self):
        self.wait(lambda: "the API goes on" in self.text())

    def is_ready(self):
        try:
            with urllib.request.urlopen(self.url + "/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def qtp(self, *arguments):
        """Runs the operator's command line against this suite."""
        environment = {**os.environ, **self.environment}
        command = [os.path.join(self.executables, "qtp"), *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    def text(self):
        with open(self.log_path) as file:
            return file.read()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError("the suite did not stop within 60 s of SIGTERM")
        finally:
            self.log.close()
            self.folder.cleanup()
