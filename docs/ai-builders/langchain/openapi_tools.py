"""An agent with one tool for each operation of an OpenAPI document.

usage: openapi_tools.py QUESTION; without OPENAI_API_KEY it lists the tools and calls one. QTP_GROUP names the document, research by default.
"""

import os
import sys

import httpx
from connection import HEADERS, PROMPT, URL, model
from langchain.agents import create_agent
from langchain_core.tools import StructuredTool

GROUP = os.environ.get("QTP_GROUP", "research")


def tool(client, path, method, operation):
    """Values go where the operation declares them: path, query, header or body."""
    places = {parameter["name"]: parameter for parameter in operation.get("parameters", [])}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    fields = body.get("properties", {})
    schema = {
        "type": "object",
        "properties": {
            **{name: {**parameter["schema"], "description": parameter.get("description", "")} for name, parameter in places.items()},
            **fields,
        },
        "required": [name for name, parameter in places.items() if parameter.get("required")] + body.get("required", []),
    }

    def call(**values):
        given = {name: value for name, value in values.items() if value not in (None, "")}
        carried = {place: {name: str(given[name]) for name in given if name in places and places[name]["in"] == place} for place in ("query", "header")}
        target = path
        for name in [name for name in given if name in places and places[name]["in"] == "path"]:
            target = target.replace("{" + name + "}", str(given[name]))
        document = {name: given[name] for name in given if name in fields}
        answer = client.request(method, target, params=carried["query"], headers=carried["header"], json=document or None)
        # A refusal is for the model to read: its `detail` says what to change.
        return answer.text

    return StructuredTool.from_function(
        call, name=operation["operationId"], description=operation.get("description") or operation["summary"], args_schema=schema
    )


def main(question):
    with httpx.Client(base_url=URL, headers=HEADERS, timeout=60) as client:
        document = client.get(f"/openapi/{GROUP}.json").raise_for_status().json()
        tools = {
            operation["operationId"]: tool(client, path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        }
        if (chat := model()) is None:
            for name, one in tools.items():
                print(f"{name}: {one.description.splitlines()[0]}")
            print(tools["listDecisions"].invoke({"limit": 1}))
            return
        agent = create_agent(chat, list(tools.values()), system_prompt=PROMPT)
        answer = agent.invoke({"messages": [("user", question)]}, {"recursion_limit": 12})
        print(answer["messages"][-1].content)


main(" ".join(sys.argv[1:]) or "What was decided last, and why?")
