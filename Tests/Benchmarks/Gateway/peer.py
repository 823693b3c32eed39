"""The gateway's three measured operations as a careful developer would write them in Python: FastAPI, uvicorn, redis-py, asyncpg.

Serves the same Redis and the same PostgreSQL as the suite it is compared with, one worker, uvloop and httptools. Settings come from the environment:
PEER_REDIS, PEER_POSTGRES, PEER_KEY.
"""

import hmac
import json
import os
import uuid
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Annotated, Literal

import asyncpg
import redis.asyncio as redis
from fastapi import Depends, FastAPI, Header, HTTPException, Query
from pydantic import BaseModel, Field

KEY = os.environ["PEER_KEY"].encode()
CANDLE = "instrument, interval, opened_at, trim_scale(open)::text AS open, trim_scale(high)::text AS high, \
trim_scale(low)::text AS low, trim_scale(close)::text AS close, trim_scale(volume)::text AS volume, last_trade_id"


class Candle(BaseModel):
    instrument: str
    interval: str
    openedAt: int
    open: str
    high: str
    low: str
    close: str
    volume: str
    lastTradeID: int | None


class Page(BaseModel):
    items: list[Candle]
    next: str | None


class NewOrder(BaseModel, extra="forbid"):
    instrument: Annotated[str, Field(pattern="^[^:]+:.+$")]
    side: Literal["buy", "sell"]
    quantity: Annotated[Decimal, Field(gt=0, le=1_000_000)]


class Accepted(BaseModel):
    clientOrderID: str
    status: str


def candle(row):
    return Candle(
        instrument=row["instrument"],
        interval=row["interval"],
        openedAt=row["opened_at"],
        open=row["open"],
        high=row["high"],
        low=row["low"],
        close=row["close"],
        volume=row["volume"],
        lastTradeID=row["last_trade_id"],
    )


@asynccontextmanager
async def lifespan(app):
    app.state.redis = redis.from_url(os.environ["PEER_REDIS"], decode_responses=True)
    app.state.pool = await asyncpg.create_pool(os.environ["PEER_POSTGRES"], min_size=8, max_size=8)
    await app.state.pool.execute(
        """CREATE TABLE IF NOT EXISTS peer_orders (
            client_order_id text PRIMARY KEY, instrument text NOT NULL, side text NOT NULL, quantity numeric(38, 16) NOT NULL,
            status text NOT NULL, issued_at timestamptz NOT NULL DEFAULT now())"""
    )
    rows = await app.state.pool.fetch(
        f"SELECT DISTINCT ON (instrument, interval) {CANDLE} FROM bars ORDER BY instrument, interval, opened_at DESC"
    )
    for row in rows:
        await app.state.redis.set(f"peer:latest:{row['instrument']}:{row['interval']}", candle(row).model_dump_json())
    yield
    await app.state.pool.close()
    await app.state.redis.aclose()


def authenticated(authorization: Annotated[str, Header()] = ""):
    if not hmac.compare_digest(authorization.encode(), b"Bearer " + KEY):
        raise HTTPException(401, "missing or unknown key", {"WWW-Authenticate": "Bearer"})


app = FastAPI(lifespan=lifespan, dependencies=[Depends(authenticated)])


@app.get("/v1/candles/latest")
async def latest_candle(instrument: str, interval: str) -> Candle:
    text = await app.state.redis.get(f"peer:latest:{instrument}:{interval}")
    if text is None:
        raise HTTPException(404, "no such candle")
    return Candle(**json.loads(text))


@app.get("/v1/candles")
async def list_candles(
    instrument: str, interval: str, limit: Annotated[int, Query(ge=1, le=1000)] = 100, before: int = 2**62
) -> Page:
    rows = await app.state.pool.fetch(
        f"SELECT {CANDLE} FROM bars WHERE instrument = $1 AND interval = $2 AND opened_at < $3"
        " ORDER BY opened_at DESC LIMIT $4",
        instrument,
        interval,
        before,
        limit + 1,
    )
    items = [candle(row) for row in rows[:limit]]
    return Page(items=items, next=str(items[-1].openedAt) if len(rows) > limit else None)


@app.post("/v1/orders", status_code=202)
async def place_order(order: NewOrder, idempotency_key: Annotated[str, Header()]) -> Accepted:
    """Journalled before it is passed on, once for each key."""
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, idempotency_key).hex
    answer = Accepted(clientOrderID=identifier, status="accepted")
    claim = await app.state.redis.set(f"peer:idempotency:{idempotency_key}", "taken", nx=True, ex=86400)
    if claim is None:
        return answer
    await app.state.pool.execute(
        "INSERT INTO peer_orders (client_order_id, instrument, side, quantity, status) VALUES ($1, $2, $3, $4, 'journalled')"
        " ON CONFLICT DO NOTHING",
        identifier,
        order.instrument,
        order.side,
        order.quantity,
    )
    await app.state.redis.xadd(
        "peer:orders",
        {"id": identifier, "instrument": order.instrument, "side": order.side, "quantity": str(order.quantity)},
        maxlen=100_000,
        approximate=True,
    )
    return answer
