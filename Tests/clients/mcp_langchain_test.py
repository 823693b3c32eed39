"""The MCP endpoint through LangChain's adapters, which bring an older client of their own.

Usage: mcp_langchain_test.py EXECUTABLES [URL KEY]
"""

import asyncio
import json
import sys

from langchain_mcp_adapters.client import MultiServerMCPClient

from running_suite import RunningSuite


async def test_tools(url, key):
    client = MultiServerMCPClient(
        {
            "qtp": {
                "transport": "streamable_http",
                "url": url + "/mcp",
                "headers": {"Authorization": f"Bearer {key}"},
            }
        }
    )
    tools = {tool.name: tool for tool in await client.get_tools()}
    assert {"get_quote", "get_candles", "explain_decision"} <= set(tools), sorted(tools)
    answer = await tools["get_quote"].ainvoke({"instrument": "sim:BTCUSD"})
    text = answer if isinstance(answer, str) else answer[0]["text"]
    assert float(json.loads(text)["price"]) > 0, answer
    try:
        failed = await tools["get_quote"].ainvoke({"instrument": "sim:NOTHING"})
    except Exception as error:
        failed = str(error)
    assert "No bar" in str(failed), failed
    print(f"ok: LangChain lists {len(tools)} tools and calls them")


def main(url, key):
    asyncio.run(test_tools(url, key))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        main(sys.argv[2], sys.argv[3])
    else:
        with RunningSuite(sys.argv[1]) as suite:
            main(suite.url, suite.key)
