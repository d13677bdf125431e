"""Recordings of a scenario's own: the recorded answers, changed and dated as the scenario says."""

import copy
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support.stubs import game_file, read_answer, read_envelope, stub_files

Json = dict[str, Any]
API = "https://statsapi.mlb.com"


class Recordings:
    """A folder of stubs that a scenario fills; the same request again replaces its recording.

    Args:
        folder: Where they go; made when the first one is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def season(self, season: int, answer: Json, *, captured_at: datetime, sport: int = 1) -> None:
        """Record an answer about one season."""
        query = {"sportId": str(sport), "seasonId": str(season)}
        self.write("season", "seasons", answer, query=query, captured_at=captured_at)

    def schedule(self, answer: Json, *, captured_at: datetime, **query: str) -> None:
        """Record an answer about a schedule."""
        self.write("schedule", "schedule", answer, query=query, captured_at=captured_at)

    def game(self, game_pk: int, feed: Json, *, captured_at: datetime) -> None:
        """Record the feed of a game."""
        path = {"game_pk": str(game_pk)}
        self.write("game", "liveGameV1", feed, path=path, captured_at=captured_at)

    def write(
        self,
        endpoint: str,
        method: str,
        answer: Json | bytes,
        *,
        captured_at: datetime,
        query: dict[str, str] | None = None,
        path: dict[str, str] | None = None,
    ) -> None:
        """Record any answer; bytes go in as they are."""
        head = {
            "endpoint": endpoint,
            "method": method,
            "path_params": path or {},
            "query_params": query or {},
            "url": API,
            "status_code": 200,
            "captured_at": captured_at.astimezone(UTC).isoformat(),
        }
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        text = json.dumps(head)[:-1].encode() + b', "response": ' + body + b"}"
        asked = "_".join(f"{k}={v}" for k, v in sorted({**(path or {}), **(query or {})}.items()))
        file = self.folder / endpoint / method / f"{method}_{asked}.json.gz"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(text))


def recorded_season(season: int, sport: int = 1) -> Json:
    """What the API said about one season, read by plain json."""
    for file in stub_files("season/seasons/*.json.gz"):
        envelope = read_envelope(file)
        params = {**envelope["path_params"], **envelope["query_params"]}
        if params.get("sportId") == str(sport) and params.get("seasonId") == str(season):
            return copy.deepcopy(envelope["response"])
    raise LookupError(f"no recorded answer about season {season} of sport {sport}")


def recorded_seasons(method: str, **query: str) -> list[Json]:
    """The seasons in the recorded answer to just these parameters."""
    return list(_recorded(f"season/{method}", query)["seasons"])


def recorded_schedule(**query: str) -> Json:
    """The recorded answer to just these parameters, to change at will."""
    return copy.deepcopy(_recorded("schedule/schedule", query))


def recorded_feed(game_pk: int, timecode: str | None = None) -> Json:
    """The recorded feed of a game, to change at will."""
    return copy.deepcopy(read_answer(game_file(game_pk, timecode=timecode)))


def listings(answer: Json) -> list[tuple[str, Json]]:
    """Every listing of a schedule with the date it stands under."""
    return [(day["date"], game) for day in answer["dates"] for game in day["games"]]


def plays_of(feed: Json) -> list[Json]:
    """The plays of a feed; none before the game."""
    return list(feed["liveData"]["plays"].get("allPlays", []))


def events_of(feed: Json) -> list[Json]:
    """The play events of a feed."""
    return [event for play in plays_of(feed) for event in play.get("playEvents", [])]


def runners_of(feed: Json) -> list[Json]:
    """The runner movements of a feed."""
    return [runner for play in plays_of(feed) for runner in play.get("runners", [])]


def _recorded(folder: str, query: dict[str, str]) -> Json:
    for file in stub_files(f"{folder}/*.json.gz"):
        envelope = read_envelope(file)
        if envelope["query_params"] == query and not envelope["path_params"]:
            return envelope["response"]
    raise LookupError(f"no recorded answer in {folder} to {query}")
