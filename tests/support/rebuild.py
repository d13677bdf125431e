"""Puts the leaves of a game feed back together from the tables, to be compared with the feed.

It shares no code with the product: where a column goes is read from the mapping file as plain
YAML, and the row says for itself which item of the feed it stands for.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from tests.unit.transform.plain_json import named, read_mapping_file

Path = tuple[str | int, ...]
Row = dict[str, Any]

BOX = ("liveData", "boxscore")
PLAYS = ("liveData", "plays", "allPlays")


def player(row: Row) -> Path:
    """Where a player stands in the box score."""
    return (*BOX, "teams", row["side"], "players", f"ID{row['person_id']}")


def team(row: Row) -> Path:
    """Where a team stands in the box score."""
    return (*BOX, "teams", row["side"])


def review(row: Row) -> Path:
    """Where a review stands: at its play or its event, further ones in a list below it."""
    event = ("playEvents", row["event_index"]) if row["event_index"] >= 0 else ()
    more = ("reviewDetails", "additionalReviews", row["review_index"] - 1)
    return (*PLAYS, row["at_bat_index"], *event, *(more if row["review_index"] else ()))


def note(row: Row) -> Path:
    """Where a line of the small print stands."""
    return {
        "team_info": (*team(row), "info", row["note_index"], "fieldList", row["item_index"]),
        "team_note": (*team(row), "note", row["note_index"]),
        "pitching_note": (*BOX, "pitchingNotes", row["note_index"]),
        "game_info": (*BOX, "info", row["note_index"]),
    }[row["section"]]


def hit(row: Row) -> Path:
    """Where a ball in play stands."""
    innings = ("liveData", "plays", "playsByInning", row["inning_index"])
    return (*innings, "hits", row["side"], row["hit_index"])


def runner(row: Row) -> Path:
    """Where a movement of a runner stands."""
    return (*PLAYS, row["at_bat_index"], "runners", row["runner_index"])


def credit(row: Row) -> Path:
    """Where a fielder's credit stands: at a movement of a runner, or at an event."""
    event = (*PLAYS, row["at_bat_index"], "playEvents", row["event_index"])
    return (*(runner(row) if row["runner_index"] >= 0 else event), "credits", row["credit_index"])


ITEMS: dict[str, Callable[[Row], Path]] = {
    "game.games": lambda row: (),
    "game.game_teams": lambda row: ("gameData", "teams", row["side"]),
    "game.game_players": lambda row: ("gameData", "players", f"ID{row['person_id']}"),
    "game.linescore_innings": lambda row: ("liveData", "linescore", "innings", row["inning"] - 1),
    "game.plays": lambda row: (*PLAYS, row["at_bat_index"]),
    "game.play_events": lambda row: (*PLAYS, row["at_bat_index"], "playEvents", row["event_index"]),
    "game.runners": runner,
    "game.fielding_credits": credit,
    "game.game_officials": lambda row: (*BOX, "officials", row["official_index"]),
    "game.lineups": player,
    "game.player_positions": lambda row: (*player(row), "allPositions", row["position_index"]),
    "game.batting_lines": player,
    "game.pitching_lines": player,
    "game.fielding_lines": player,
    "game.season_batting_lines": player,
    "game.season_pitching_lines": player,
    "game.season_fielding_lines": player,
    "game.team_batting": team,
    "game.team_pitching": team,
    "game.team_fielding": team,
    "game.hits": hit,
    "game.inning_plays": lambda row: ("liveData", "plays", "playsByInning", row["inning_index"]),
    "game.reviews": review,
    "game.top_performers": lambda row: (*BOX, "topPerformers", row["performer_index"]),
    "game.boxscore_notes": note,
}
"""Which item of the feed a row stands for. Hot and cold zones and alerts lie outside the rebuilt
branches or have no position of their own."""

LISTS = {"batter_index": "batters", "pitcher_index": "pitchers"}
LISTS |= {"batting_order_index": "battingOrder"}
"""Columns that say where a player stands in a list of his team."""


def leaves_of(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every scalar of a document that says something, with its path."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves_of(one, (*path, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from leaves_of(one, (*path, number))
    elif value is not None:
        yield path, value


def rebuilt(rows: dict[str, list[Row]]) -> dict[Path, Any]:
    """The leaves that the rows of a game say, by their paths in the feed."""
    found: dict[Path, Any] = {}
    for table, item in ITEMS.items():
        columns = columns_of(table)
        for row in rows[table]:
            place = item(row)
            for name, (path, kind) in columns(row).items():
                for below, value in leaves_of(row[name]):
                    found[*whole_path(path, place, row), *below] = (value, kind)
            found |= dict(said_of_others(table, row))
    return found


def whole_path(path: str, place: Path, row: Row) -> Path:
    """Where a column of a row is read, from the document on."""
    if path.startswith("$."):
        return tuple(path.removeprefix("$.").replace("{~}", str(row.get("side"))).split("."))
    return (*place, *path.split(".")) if path != "." else place


def said_of_others(table: str, row: Row) -> Iterator[tuple[Path, tuple[Any, str]]]:
    """What a row says of the item around its own: its place in lists, a title, a team."""
    for name in LISTS.keys() & row.keys():
        if row[name] is not None:
            yield (*team(row), LISTS[name], row[name]), (row["person_id"], "integer")
    if table == "game.boxscore_notes" and row["title"] is not None:
        yield (*team(row), "info", row["note_index"], "title"), (row["title"], "text")
    if table == "game.lineups":
        yield (*team(row), "team", "id"), (row["team_id"], "integer")


def columns_of(table: str) -> Callable[[Row], dict[str, tuple[str, str]]]:
    """Path below the item, and type, of every column that is read there, by what a row is."""
    said = read_mapping_file("game_live_v1")
    about = said["tables"][table]
    columns = dict(about["columns"])
    for known, lead in about.get("sets", {}).items():
        for name, one in said["sets"][known].items():
            columns[name] = {**one, "from": f"{lead}.{one['from']}"}

    item_is_document = about["each"] == "$"

    def in_branch(branch: str) -> dict[str, tuple[str, str]]:
        found = {}
        for name, column in columns.items():
            # What is read once for the whole document is a path of the document's own row.
            shared = said["context"].get(column.get("context")) if item_is_document else None
            one = shared or column
            path = one.get("from")
            path = path.get(branch) if isinstance(path, dict) else path
            # Positions, keys, constants, places in lists and other items are no path below it.
            if path and path[0] not in "^#~=@" and not one["type"].startswith("lineup_"):
                found[name] = (path, one["type"])
        return found

    by_branch = {branch: in_branch(branch) for branch in named(about["each"])}
    return lambda row: by_branch[branch_of(table, row)]


def branch_of(table: str, row: Row) -> str:
    """Which branch of its table a row was read in."""
    if table == "game.boxscore_notes":
        return str(row["section"])
    if table == "game.fielding_credits":
        return "runner" if row["runner_index"] >= 0 else "event"
    if table == "game.reviews":
        more = "more_of_" if row["review_index"] else ""
        return more + ("event" if row["event_index"] >= 0 else "play")
    return ""


PLACEHOLDERS = {"", "-", "--", "-.-", "-.--", ".---", "*.**"}


def is_same(leaf: Any, value: Any, kind: str) -> bool:
    """Whether a leaf of the feed and a value of a table say the same."""
    if kind == "innings_outs":
        return value == int(leaf[:-2]) * 3 + int(leaf[-1])
    if kind in {"decimal_text", "integer_text"}:
        return float(leaf) == float(value)
    if isinstance(value, datetime):
        return datetime.fromisoformat(leaf).astimezone(UTC) == value
    if isinstance(value, date):
        return leaf == value.isoformat()
    return type(leaf) in {type(value), int} and leaf == value
