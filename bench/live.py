"""One game in progress: a body in hand, until its rows are committed."""

import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from bench.inputs import game_request
from bench.rounds import RAW_TABLE, game_mapping
from mlb_data_platform.engines.worker import Job, Worker
from mlb_data_platform.raw import RawStore
from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.feed import build_copy, visible_steps
from mlb_data_platform.statsapi import Document
from mlb_data_platform.warehouse import Connection, Database

_UPDATES = 60
_NEWEST = "select id from game.live_game_v1 where is_latest and game_pk = %s"
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveUpdates:
    """Milliseconds an update, at the median and at the 95th percentile.

    Attributes:
        kept: From the body to the committed raw row.
        rows: From there to committed rows of all tables.
        both: From the body to committed rows.
    """

    kept: tuple[float, float]
    rows: tuple[float, float]
    both: tuple[float, float]


def measure_live(database: Database, connection: Connection) -> LiveUpdates:
    """Follow a simulated game from its first pitch to its end."""
    bodies = _copies()
    store = RawStore(connection, RAW_TABLE, run_id="bench")
    job = Job(database=database, mapping=game_mapping().name, raw_table=RAW_TABLE, run_id="bench")
    worker = Worker(job)
    kept, rows = [], []
    try:
        for number, (game_pk, body) in enumerate(bodies):
            document = Document(
                request=game_request(game_pk),
                url=f"https://statsapi.mlb.com/api/v1.1/game/{game_pk}/feed/live",
                status=200,
                body=body,
                captured_at=_FIRST + timedelta(seconds=10 * number),
            )
            begun = _now()
            store.append([document])
            stored = _now()
            row = connection.execute(_NEWEST, (game_pk,)).fetchone()
            assert row is not None
            between = _now()
            assert worker.run([row[0]]).loaded == 1
            kept.append(stored - begun)
            rows.append(_now() - between)
    finally:
        worker.close()
    both = [one + other for one, other in zip(kept, rows, strict=True)]
    return LiveUpdates(kept=_spread(kept), rows=_spread(rows), both=_spread(both))


def _copies() -> list[tuple[int, bytes]]:
    """A game's feed as it stood at moments spread over it."""
    league = build_league(seed=3)
    fixture = next(iter(league.book(league.season).fixtures.values()))
    steps = len(visible_steps(league, fixture))
    places = range(steps // 8, steps, max(1, steps // _UPDATES))
    return [
        (fixture.game_pk, msgspec.json.encode(build_copy(league, fixture, place)))
        for place in places
    ]


def _now() -> float:
    """Milliseconds."""
    return time.perf_counter() * 1000


def _spread(values: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(values, n=20)
    return round(statistics.median(values), 1), round(cuts[-1], 1)
