"""Promises of substitutions: whoever comes in is told of, replaces one who was there, and stays."""

from collections import Counter
from collections.abc import Iterator

from tests.unit.simulator.games import Feed, a_hundred, plays_of, sides_of

FIELD = {str(code) for code in range(2, 10)}


def changes_of(feed: Feed, *, top: bool, batting: bool) -> Iterator[Feed]:
    """Yield the substitutions of the club that bats, or of the one in the field."""
    for play in plays_of(feed):
        if play["about"]["isTopInning"] == top:
            for event in play["playEvents"]:
                kind = event["details"].get("eventType", "")
                if event.get("isSubstitution") and batting == kind.startswith("offensive"):
                    yield event


def test_every_substitute_of_the_box_score_came_in_by_an_event() -> None:
    for feed in a_hundred():
        for _, top, box, _ in sides_of(feed):
            came = {e["player"]["id"] for e in changes_of(feed, top=top, batting=True)}
            came |= {e["player"]["id"] for e in changes_of(feed, top=not top, batting=False)}
            marked = {
                p["person"]["id"]
                for p in box["players"].values()
                if p["gameStatus"]["isSubstitute"]
            }
            assert marked | set(box["pitchers"][1:]) == came


def test_the_event_and_the_box_score_agree_on_the_batting_order() -> None:
    for feed in a_hundred():
        players = {
            p["person"]["id"]: p for _, _, box, _ in sides_of(feed) for p in box["players"].values()
        }
        for play in plays_of(feed):
            for event in play["playEvents"]:
                if "battingOrder" in event:
                    who = players[event["player"]["id"]]
                    assert who["battingOrder"] == event["battingOrder"]
                    assert event["position"] in who["allPositions"]


def test_nine_bat_and_nine_stand_in_the_field() -> None:
    for feed in a_hundred():
        for _, _, box, _ in sides_of(feed):
            held = Counter(
                box["players"][f"ID{who}"]["position"]["code"] for who in box["battingOrder"]
            )
            hitters = held["10"] + held["11"] + held["12"]
            assert len(set(box["battingOrder"])) == 9
            assert hitters >= 1
            assert all(held[code] <= 1 for code in FIELD)


def test_nobody_sits_on_the_bench_who_has_played() -> None:
    for feed in a_hundred():
        for _, _, box, _ in sides_of(feed):
            played = {*box["batters"], *box["pitchers"]}
            rest = {*box["bench"], *box["bullpen"]}
            assert played & rest == set()
            assert len(played | rest) == 26
            for player in box["players"].values():
                assert player["gameStatus"]["isOnBench"] == (player["person"]["id"] in rest)


def starters_of(feed: Feed) -> dict[tuple[bool, str], int]:
    """Return who stands at each position at first, by (the visitors bat, position)."""
    stands: dict[tuple[bool, str], int] = {}
    for _, bats_top, box, _ in sides_of(feed):
        stands[not bats_top, "1"] = box["pitchers"][0]
        for player in box["players"].values():
            if player.get("battingOrder", "").endswith("00"):
                stands[not bats_top, player["allPositions"][0]["code"]] = player["person"]["id"]
    return stands


def test_credits_go_to_those_who_stand_there() -> None:
    for feed in a_hundred():
        stands = starters_of(feed)
        for play in plays_of(feed):
            top = play["about"]["isTopInning"]
            moves = sorted(play["runners"], key=lambda r: r["details"]["playIndex"])
            for event in play["playEvents"]:
                while moves and moves[0]["details"]["playIndex"] < event["index"]:
                    check_credits(moves.pop(0), stands, top=top)
                offensive = event["details"].get("eventType", "").startswith("offensive")
                if event.get("isSubstitution") and not offensive:
                    stands[top, event["position"]["code"]] = event["player"]["id"]
            for move in moves:
                check_credits(move, stands, top=top)


def check_credits(runner: Feed, stands: dict[tuple[bool, str], int], *, top: bool) -> None:
    for credit in runner["credits"]:
        assert stands[top, credit["position"]["code"]] == credit["player"]["id"], runner


def test_mound_visits_stay_within_what_is_allowed() -> None:
    for feed in a_hundred():
        extra = max(0, plays_of(feed)[-1]["about"]["inning"] - 9)
        for side, top in (("home", True), ("away", False)):
            used = sum(
                event["details"].get("eventType") == "mound_visit"
                for play in plays_of(feed)
                if play["about"]["isTopInning"] == top
                for event in play["playEvents"]
            )
            visits = feed["gameData"]["moundVisits"][side]
            assert visits["used"] == used
            assert visits["used"] + visits["remaining"] == 4 + extra


def test_pinch_notes_tell_whom_they_replaced() -> None:
    seen = 0
    for feed in a_hundred():
        for _, top, box, _ in sides_of(feed):
            letters = [note["label"] for note in box["note"]]
            events = list(changes_of(feed, top=top, batting=True))
            assert len(letters) == len(set(letters)) == len(events)
            for note, event in zip(box["note"], events, strict=True):
                player = box["players"][f"ID{event['player']['id']}"]
                replaced = box["players"][f"ID{event['replacedPlayer']['id']}"]
                seen += 1
                assert player["stats"]["batting"]["note"] == f"{note['label']}-"
                assert replaced["person"]["fullName"].rsplit(" ", 1)[-1] in note["value"]
    assert seen > 50
