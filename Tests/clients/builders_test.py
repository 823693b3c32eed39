"""What AI builders are given: samples without holes, cURL lines that work, documents that importers accept, LangChain programs that run.

usage: builders_test.py EXECUTABLES DIFY_LINT LANGCHAIN_PYTHON
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import requests
from running_suite import RunningSuite

EXAMPLES = pathlib.Path(__file__).parents[2] / "docs/ai-builders/langchain"


def holes(value, place="answer"):
    """Where a sample has nothing to learn a type from."""
    if value is None or value == [] or value == {} or value == "":
        yield place
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from holes(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from holes(inner, place + "[]")


def test_samples(suite, document):
    count = 0
    for path, methods in document["paths"].items():
        operation = methods.get("get")
        if operation is None or not any(parameter["name"] == "example" for parameter in operation.get("parameters", [])):
            continue
        target = re.sub(r"\{[^}]*\}", "x", path)
        required = {p["name"]: "30m" if p["name"] == "interval" else "sim:BTCUSD" if p["name"] == "instrument" else "1"
                    for p in operation["parameters"] if p.get("required") and p["in"] == "query"}
        answer = requests.get(suite.url + target, params={**required, "example": "true"}, headers=suite.headers, timeout=120)
        assert answer.status_code == 200, (path, answer.text)
        empty = list(holes(answer.json()))
        assert not empty, (path, empty)
        count += 1
    assert count > 5, count
    print(f"ok: {count} samples have every field filled")


def test_curl_lines(suite):
    page = requests.get(suite.url + "/docs/curl.md", timeout=120).text
    lines = [line for line in page.splitlines() if line.startswith("curl ") and "-X" not in line and " -N" not in line]
    environment = {**os.environ, "QTP_URL": suite.url, "QTP_KEY": suite.key}
    for line in lines:
        command = line + " -o /dev/null -w '%{http_code}'"
        status = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=True).stdout
        # A line about one record names a made-up one.
        assert status in ("200", "404", "422"), (status, line)
    assert len(lines) > 10, len(lines)
    print(f"ok: {len(lines)} cURL lines are answered")


def test_documents(suite, lint, document):
    groups = sorted({operation["tags"][0] for methods in document["paths"].values() for operation in methods.values()} - {"service"})
    with tempfile.TemporaryDirectory() as folder:
        for group in groups:
            text = requests.get(f"{suite.url}/openapi/{group}.json", timeout=120)
            assert text.status_code == 200, (group, text.text)
            path = pathlib.Path(folder) / f"{group}.json"
            path.write_text(text.text)
            assert sum(len(methods) for methods in json.loads(text.text)["paths"].values()) < 40, group
            if lint.exists():
                subprocess.run([sys.executable, lint, path], check=True)
    print(f"ok: {', '.join(groups)} suit Dify's importer" if lint.exists() else "skipped: no importer rules beside the repository")


def test_langchain(suite, python):
    environment = {**os.environ, "QTP_URL": suite.url, "QTP_KEY": suite.key}
    environment.pop("OPENAI_API_KEY", None)
    for program, expected in (("mcp_tools.py", "sim:BTCUSD"), ("openapi_tools.py", "decision/sim:")):
        result = subprocess.run([python, EXAMPLES / program], env=environment, capture_output=True, text=True, timeout=120)
        assert result.returncode == 0 and expected in result.stdout, (program, result.stdout, result.stderr)
    print("ok: both LangChain programs list their tools and call one")


def main():
    executables, lint, python = sys.argv[1:]
    with RunningSuite(executables) as suite:
        suite.headers = {"Authorization": "Bearer " + suite.key}
        document = requests.get(suite.url + "/openapi.json", timeout=120).json()
        test_samples(suite, document)
        test_curl_lines(suite)
        test_documents(suite, pathlib.Path(lint), document)
        test_langchain(suite, python)


main()
