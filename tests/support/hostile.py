"""Answers that nobody should send, and a loopback server that sends them."""

import copy
import gzip
import json
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.simulated import simulated_feeds

Json = dict[str, Any]

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b31m\u202egnirts\u2066\r"
"""Sets a title, clears a screen, colours, turns the direction of writing."""
SQL = "Robert'); drop table game.plays; --"
BRACKETS = "[/] [bold]x[/bold] [link=http://x]y[/link] \\"
TEN_MB = 10_000_000
DEEP = 10_000
LONG = "_A_LONG_STRING_"
TOKEN = '"_A_TOKEN_"'


def feed(game_pk: int) -> Json:
    """A simulated game under another number."""
    one = copy.deepcopy(simulated_feeds(1)[0])
    one["gamePk"] = one["gameData"]["game"]["pk"] = game_pk
    return one


def body(answer: Json, token: str = "null") -> bytes:
    """JSON text with something in it that no encoder writes."""
    return json.dumps(answer).replace(TOKEN, token).encode("utf-8", "surrogatepass")


def _named(name: str) -> Callable[[Json], bytes]:
    """A name in all places that are shown."""

    def make(one: Json) -> bytes:
        for side in ("home", "away"):
            one["gameData"]["teams"][side]["name"] = name
        for person in one["gameData"]["players"].values():
            person["fullName"] = name
        one["gameData"]["venue"]["name"] = name
        for play in one["liveData"]["plays"]["allPlays"]:
            play["matchup"]["batter"]["fullName"] = name
            play["result"]["description"] = name
        return body(one)

    return make


def _at(*path: str | int, token: str) -> Callable[[Json], bytes]:
    """Some JSON text in the place of one value."""

    def make(one: Json) -> bytes:
        place: Any = one
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = json.loads(TOKEN)
        return body(one, token)

    return make


def _with_keys(*keys: str) -> Callable[[Json], bytes]:
    """Keys that are known to nobody, in the document and where ids are keys."""

    def make(one: Json) -> bytes:
        a_player = next(iter(one["gameData"]["players"].values()))
        a_boxed = next(iter(one["liveData"]["boxscore"]["teams"]["home"]["players"].values()))
        for key in keys:
            one[key] = {"polluted": key}
            one["gameData"]["players"][key] = {**a_player, "weight": "heavy"}
            one["liveData"]["boxscore"]["teams"]["home"]["players"][key] = a_boxed
        return body(one)

    return make


def _nested(depth: int, opening: str, closing: str) -> str:
    return opening * depth + "1" + closing * depth


PLAY = ("liveData", "plays", "allPlays", 0)
UNKNOWN = ("gameData", "somethingNew")
HOSTILE: dict[str, Callable[[Json], bytes]] = {
    "SQL in names": _named(SQL),
    "quotes in names": _named("\"'`$$%s%(x)s{}{0}\\"),
    "markup in names": _named(BRACKETS),
    "terminal sequences in names": _named(ESCAPES),
    "a NUL in names": _named("a\x00b"),
    "half a surrogate pair in names": _at("gameData", "venue", "name", token=r'"\ud800"'),
    "half a surrogate pair nobody knows": _at(*UNKNOWN, token=r'"\udfff"'),
    "10 MB in a name": _at("gameData", "venue", "name", token=f'"{"x" * TEN_MB}"'),
    "10 MB in a description": _at(*PLAY, "result", "description", token=f'"{"é" * TEN_MB}"'),
    "10 MB where a number belongs": _at(*PLAY, "about", "atBatIndex", token=f'"{"9" * TEN_MB}"'),
    "10 MB in the answer's own time": _at("metaData", "timeStamp", token=f'"{"2" * TEN_MB}"'),
    "10 MB in a part of a key": _at(
        "liveData", "boxscore", "info",
        token=json.dumps([{"label": f"L{n}" + "y" * 100_000, "value": "v"} for n in range(100)]),
    ),
    "1 MB in a key": _with_keys("k" * 1_000_000),
    "many new keys": _with_keys(*(f"new{n}" for n in range(500))),
    "long new keys": _with_keys(*(f"{n}" + "k" * 9_000 for n in range(20))),
    "hostile keys": _with_keys(
        "__proto__", "__class__", "constructor", "", " ", ".", "..", "$", "*", "[*]", "'", '"',
        SQL, ESCAPES, BRACKETS, "ID\u0001", "ÜBER",
    ),
    "10,000 arrays nobody knows": _at(*UNKNOWN, token=_nested(DEEP, "[", "]")),
    "10,000 objects nobody knows": _at(*UNKNOWN, token=_nested(DEEP, '{"a":', "}")),
    "10,000 arrays in a known place": _at("gameData", "venue", token=_nested(DEEP, "[", "]")),
    "10,000 objects in a known place": _at("gameData", "venue", token=_nested(DEEP, '{"a":', "}")),
    "1,000 objects nobody knows": _at(*UNKNOWN, token=_nested(1_000, '{"a":', "}")),
    "150,000 arrays": _at(*UNKNOWN, token=_nested(150_000, "[", "]")),
    "NaN": _at(*PLAY, "about", "inning", token="NaN"),
    "Infinity": _at(*UNKNOWN, token="-Infinity"),
    "1e999": _at(*PLAY, "about", "inning", token="1e999"),
    "1e-999": _at(*PLAY, "about", "inning", token="1e-999"),
    "1e1000000 nobody knows": _at(*UNKNOWN, token="1e1000000"),
    "a huge whole number": _at(*PLAY, "about", "inning", token="9" * 5_000),
    "a huge whole number nobody knows": _at(*UNKNOWN, token="9" * 200_000),
    "more than 64 bits": _at(*PLAY, "about", "inning", token=str(2**63)),
    "more than 64 bits below": _at(*PLAY, "about", "atBatIndex", token=str(-(2**63) - 1)),
    "a negative place": _at(*PLAY, "about", "atBatIndex", token="-1"),
    "a day that is none": _at("gameData", "datetime", "officialDate", token='"2024-02-31"'),
    "a day beyond the end": _at("gameData", "datetime", "officialDate", token='"99999-01-01"'),
    "a day in the year 1": _at("gameData", "datetime", "officialDate", token='"0001-01-01"'),
    "infinity for a day": _at("gameData", "datetime", "officialDate", token='"infinity"'),
    "an instant beyond the end": _at(*PLAY, "about", "startTime", token='"9999-12-31T23:59:59Z"'),
    "an instant that is none": _at(*PLAY, "about", "startTime", token='"-infinity"'),
    "doubled keys": _at(*PLAY, "about", token='{"atBatIndex":0,"inning":1,"inning":2}'),
    "no plays but a text": _at("liveData", "plays", "allPlays", token='"none"'),
    "no plays but an object": _at("liveData", "plays", "allPlays", token='{"0":{}}'),
    "plays of every kind": _at("liveData", "plays", "allPlays", token='[1,"x",null,[],{},true]'),
    "ten thousand nothings": _at("liveData", "plays", "allPlays", token=f"[{'{},' * 9_999}{{}}]"),
    "no game data": _at("gameData", token="null"),
    "players in a list": _at("gameData", "players", token="[1,2,3]"),
    "an escaped surrogate pair": _at("gameData", "venue", "name", token=r'"\ud83d\ude00"'),
    "all control characters": _named("".join(map(chr, range(1, 32))) + "\x7f\x85\u2028\u2029"),
}  # fmt: skip
"""What is sent for one game, by what is hostile about it."""


def scrambled(game_pk: int, seed: int) -> bytes:
    """A feed with a few values, anywhere in it, replaced by hostile ones."""
    dice, one = random.Random(seed), feed(game_pk)
    for _ in range(dice.randint(1, 12)):
        place: Any = one["liveData"] if dice.random() < 0.7 else one["gameData"]
        while True:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            if not keys:
                break
            key = dice.choice(list(keys))
            inner = place[key]
            if not isinstance(inner, dict | list) or dice.random() < 0.1:
                place[key] = dice.choice(_VALUES)
                break
            place = inner
    return json.dumps(one).encode("utf-8", "surrogatepass")


_VALUES: tuple[Any, ...] = (
    None, True, [], {}, [None], [[]], {"": None}, 0, -1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**30,
    1e308, -0.0, 0.1, "", " ", "-", "NaN", "1e5", "5.3", "0x10", "٣", SQL, ESCAPES, BRACKETS,
    "\x00", "\ud800", "2024-02-30", "24:00", "true", "x" * 20_000, {"id": "x"}, {"id": -1},
    [1, "a", None], float("nan"), float("inf"),
)  # fmt: skip


class HostileApi:
    """Answers feeds of games by their number; what is not there is 404."""

    def __init__(self, bodies: Mapping[int, bytes]) -> None:
        self.bodies = dict(bodies)
        self.zipped: set[int] = set()
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                number = next((p for p in self.path.split("/") if p.isdecimal()), "0")
                body = api.bodies.get(int(number))
                self.send_response(200 if body is not None else 404)
                if int(number) in api.zipped:
                    self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body or b"")

            def log_message(self, message: str, *args: object) -> None:
                """Nothing on the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def serve(self) -> None:
        """Serve in a thread of its own."""
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def hostile_api(bodies: Mapping[int, bytes]) -> Iterator[HostileApi]:
    """A server for the length of one test."""
    api = HostileApi(bodies)
    api.serve()
    try:
        yield api
    finally:
        api.stop()


def bomb(size_bytes: int) -> bytes:
    """A gzip of so many spaces, made without ever holding them."""
    one = 10_000_000
    member = gzip.compress(b" " * one, 9)
    return member * (size_bytes // one)
