"""The whole suite after some days of the bundled recording, still running, with its API."""

import os
import signal
import subprocess
import tempfile
import time


class RunningSuite:
    """Starts `qtp demo` and waits until it has worked through the recording; ends it on leaving."""

    def __init__(self, executables, days=3, **settings):
        self.folder = tempfile.TemporaryDirectory(prefix="qtp-clients-")
        self.log_path = os.path.join(self.folder.name, "log")
        folder = os.path.join(self.folder.name, "suite")
        self.log = open(self.log_path, "w")
        command = [os.path.join(executables, "qtp"), "demo", "--plain", "--speed", "max", "--from", "2018-01-01"]
        command += ["--to", f"2018-01-{1 + days:02}", "--dir", folder]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, env={**os.environ, **settings}
        )
        deadline = time.monotonic() + 240
        while "the API goes on" not in self.text():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the suite did not start:\n{self.text()}")
            time.sleep(0.2)
        with open(os.path.join(folder, "environment")) as file:
            lines = [line.strip().split("=", 1) for line in file if "=" in line]
        self.environment = dict(lines)
        self.url = f"http://127.0.0.1:{self.environment['QTP_GATEWAY_PORT']}"
        self.key = self.environment["QTP_GATEWAY_API_KEY"]

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
