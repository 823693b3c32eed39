"""Where the gateway is, and which model asks it."""

import os

URL = os.environ.get("QTP_URL", "http://127.0.0.1:8080")
HEADERS = {"Authorization": f"Bearer {os.environ['QTP_KEY']}"}


def model():
    """An OpenAI-compatible model; None where there is no key for one."""
    if not os.environ.get("OPENAI_API_KEY"):
        return None
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(model=os.environ.get("QTP_MODEL", "gpt-5-mini"), timeout=60, max_retries=2)


PROMPT = "You answer questions about a paper-trading suite with its tools alone. Amounts are decimal text. Say which tool told you what."
