"""An agent with the gateway's MCP tools. usage: mcp_tools.py QUESTION; without OPENAI_API_KEY it lists the tools and calls one."""

import asyncio
import sys

from connection import HEADERS, PROMPT, URL, model
from langchain.agents import create_agent
from langchain_mcp_adapters.client import MultiServerMCPClient


async def main(question):
    client = MultiServerMCPClient({"qtp": {"transport": "streamable_http", "url": URL + "/mcp", "headers": HEADERS}})
    tools = {tool.name: tool for tool in await client.get_tools()}
    if (chat := model()) is None:
        for tool in tools.values():
            print(f"{tool.name}: {tool.description.splitlines()[0]}")
        print(await tools["list_instruments"].ainvoke({}))
        return
    agent = create_agent(chat, list(tools.values()), system_prompt=PROMPT)
    answer = await agent.ainvoke({"messages": [("user", question)]}, {"recursion_limit": 12})
    print(answer["messages"][-1].content)


asyncio.run(main(" ".join(sys.argv[1:]) or "Which instruments are there, and what was decided last for each?"))
