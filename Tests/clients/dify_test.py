"""The Dify workflow as Dify would run it: its nodes through Dify's own models, its calls against a running gateway.

usage: dify_test.py EXECUTABLES
"""

import json
import pathlib
import re
import sys

import requests
import yaml
from graphon.nodes.code.entities import CodeNodeData
from graphon.nodes.end.entities import EndNodeData
from graphon.nodes.http_request.entities import HttpRequestNodeData
from graphon.nodes.human_input.entities import HumanInputNodeData
from graphon.nodes.start.entities import StartNodeData
from running_suite import RunningSuite

WORKFLOW = pathlib.Path(__file__).parents[2] / "docs/ai-builders/dify/paper-order-with-approval.yml"
MODELS = {
    "start": StartNodeData,
    "http-request": HttpRequestNodeData,
    "human-input": HumanInputNodeData,
    "code": CodeNodeData,
    "end": EndNodeData,
}


class Run:
    """One run of the workflow, with a person who answers as told."""

    def __init__(self, document, url, key, inputs, run_id):
        graph = document["workflow"]["graph"]
        self.nodes = {node["id"]: node["data"] for node in graph["nodes"]}
        self.edges = graph["edges"]
        self.values = {"env.GATEWAY_URL": url, "env.GATEWAY_KEY": key, "sys.workflow_run_id": run_id}
        start = next(node for node, data in self.nodes.items() if data["type"] == "start")
        self.values |= {f"{start}.{name}": value for name, value in inputs.items()}
        self.start = start

    def text(self, template):
        return re.sub(r"\{\{#([^#]+)#\}\}", lambda match: str(self.values[match[1]]), template)

    def follow(self, decision):
        """Walks from the start to an end and answers the end's outputs."""
        node, handle = self.start, "source"
        while True:
            node = next(edge["target"] for edge in self.edges if edge["source"] == node and edge["sourceHandle"] == handle)
            data, handle = self.nodes[node], "source"
            if data["type"] == "http-request":
                self.request(node, data)
            elif data["type"] == "human-input":
                assert self.text(data["form_content"]), "the form has a text"
                handle = decision
            elif data["type"] == "code":
                scope = {}
                exec(data["code"], scope)
                arguments = {item["variable"]: self.values[".".join(item["value_selector"])] for item in data["variables"]}
                self.values |= {f"{node}.{name}": value for name, value in scope["main"](**arguments).items()}
            else:
                return {item["variable"]: self.values[".".join(item["value_selector"])] for item in data["outputs"]}

    def request(self, node, data):
        headers = dict(line.split(":", 1) for line in data["headers"].splitlines())
        headers["Authorization"] = "Bearer " + self.text(data["authorization"]["config"]["api_key"])
        body = self.text(data["body"]["data"][0]["value"])
        json.loads(body)
        answer = requests.request(data["method"], self.text(data["url"]), headers=headers, data=body, timeout=120)
        self.values |= {f"{node}.body": answer.text, f"{node}.status_code": answer.status_code}


def test_models(document):
    for node in document["workflow"]["graph"]["nodes"]:
        MODELS[node["data"]["type"]].model_validate(node["data"])
    known = {node["id"] for node in document["workflow"]["graph"]["nodes"]}
    handles = {"place", "leave", "__timeout", "source"}
    for edge in document["workflow"]["graph"]["edges"]:
        assert {edge["source"], edge["target"]} <= known and edge["sourceHandle"] in handles, edge
    print("ok: Dify's models accept every node, and every edge has two ends")


def test_run(document, suite):
    inputs = {"instrument": "sim:BTCUSD", "side": "buy", "quantity": "0.01"}
    placed = Run(document, suite.url, suite.key, inputs, "run-1").follow("place")
    assert placed["status"] == 200, placed
    order = json.loads(placed["order"])
    assert order["status"] == "journalled", order
    left = Run(document, suite.url, suite.key, inputs, "run-2").follow("leave")
    assert json.loads(left["preview"])["isAllowed"] is True, left
    print(f"ok: approved, {order['clientOrderID']} was placed; refused, nothing was")


def main():
    document = yaml.safe_load(WORKFLOW.read_text())
    test_models(document)
    with RunningSuite(sys.argv[1]) as suite:
        test_run(document, suite)


main()
