"""python-socketio's server over uvicorn, passing on one Redis stream to everybody who subscribed: the peer of the fan-out benchmark.

Settings come from the environment: PEER_REDIS, PEER_STREAM, PEER_KEY.
"""

import asyncio
import os
from contextlib import asynccontextmanager

import redis.asyncio as redis
import socketio
from fastapi import FastAPI

server = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins=[])


@server.event
async def connect(sid, environ, auth):
    if (auth or {}).get("token") != os.environ["PEER_KEY"]:
        raise ConnectionRefusedError("unauthorized")


@server.event
async def subscribe(sid, request):
    await server.enter_room(sid, request["topic"])
    return {"status": "subscribed", "topic": request["topic"]}


async def follow():
    bus = redis.from_url(os.environ["PEER_REDIS"], decode_responses=True)
    position = "$"
    while True:
        for _, entries in await bus.xread({os.environ["PEER_STREAM"]: position}, block=1000) or []:
            for position, fields in entries:
                await server.emit("trades", {"cursor": position, **fields}, room="trades")


@asynccontextmanager
async def lifespan(_):
    task = asyncio.create_task(follow())
    yield
    task.cancel()


app = socketio.ASGIApp(server, FastAPI(lifespan=lifespan))
