"""`schema coverage` as a user types it, on made-up answers; it needs no database."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import Result, mlb_etl

SEASON = {"copyright": "©", "seasons": [{"seasonId": "2024", "hasWildcard": True}]}
NEW_FIELD = {"seasons": [{"seasonId": "2024", "altitude": 5280}, {"altitude": None}]}
FEED = {"gamePk": 7, "gameData": {}, "liveData": {}}
PATCHES = [{"diff": [{"op": "add", "path": "/x", "value": 1}]}]


def envelope(answer: Any, name: str = "season.seasons", **said: Any) -> dict[str, Any]:
    endpoint, _, method = name.partition(".")
    return {"endpoint": endpoint, "method": method, "response": answer, **said}


def write(file: Path, content: Any) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content).encode()
    file.write_bytes(gzip.compress(text) if file.suffix == ".gz" else text)
    return str(file)


def coverage(*arguments: str) -> Result:
    return mlb_etl("schema", "coverage", *arguments)


def as_json(*arguments: str) -> Any:
    return coverage(*arguments, "--output", "json").json


def test_an_answer_without_unknown_values_passes(tmp_path: Path) -> None:
    done = coverage(write(tmp_path / "season.json.gz", envelope(SEASON)))

    assert done.exit_code == 0
    assert "Season.seasons" in done.out
    assert "every value is mapped, or ignored with a reason" in done.err


def test_an_unknown_field_is_named_with_type_count_and_example_and_fails(tmp_path: Path) -> None:
    done = coverage(write(tmp_path / "season.json", envelope(NEW_FIELD)))

    assert done.exit_code == 2
    assert "Unaccounted for in season\n  seasons[*].altitude\n" in done.out
    assert "2 values, integer or null, e.g. 5280" in done.out
    assert "2 values unaccounted for: map them" in done.err


def test_a_machine_gets_every_number_in_one_object(tmp_path: Path) -> None:
    file = write(tmp_path / "season.json", envelope({**NEW_FIELD, "copyright": "©"}))
    found = as_json(file)

    wanted = {"values": 4, "mapped": 1, "ignored": 1, "unaccounted": 2, "mapped_share": 0.25}
    assert {name: found["total"][name] for name in wanted} == wanted
    assert found["documents"][0]["file"] == file
    assert found["total"]["ignored_by_kind"]["licence"] == 1
    assert found["mappings"]["season"]["ignored"][0]["values"] == 1
    assert found["mappings"]["season"]["unaccounted"] == [
        {
            "path": "seasons[*].altitude",
            "types": ["integer", "null"],
            "values": 2,
            "example": "5280",
        }
    ]
    assert found["exit_code"] == 2


def test_links_and_duplicates_do_not_lower_the_share_of_what_is_own(tmp_path: Path) -> None:
    feed = {**FEED, "link": "/api", "gameData": {"game": {"pk": 7}}}
    found = as_json(write(tmp_path / "feed.json", feed))["total"]

    assert (found["mapped"], found["ignored"]) == (1, 2)
    assert found["mapped_share"] == 1 / 3
    assert found["mapped_share_without_links_and_duplicates"] == 1


def test_a_share_is_rounded_down(tmp_path: Path) -> None:
    seasons = [{"seasonId": str(year)} for year in range(19_999)]
    done = coverage(write(tmp_path / "s.json", {"seasons": [*seasons, {"altitude": 1}]}))
    assert "99.99" in done.out
    assert "100" not in done.out


# -- which files ----------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two seasons and a feed at different depths, among other things."""
    write(tmp_path / "season/seasons/a.json.gz", envelope(SEASON))
    write(tmp_path / "season/b.json", SEASON)
    write(tmp_path / "game/feed.json", FEED)
    write(tmp_path / "game/box.json", envelope({"teams": {}}, "game.boxscore"))
    write(tmp_path / "game/box2.json", envelope({"teams": {}}, "game.boxscore"))
    write(tmp_path / "game/gone.json", envelope(None, "game.liveGameV1", status_code=404))
    write(tmp_path / "settings.json", {"colour": "blue"})
    (tmp_path / "README.md").write_text("not an answer")
    return tmp_path


def test_a_folder_is_searched_and_says_what_it_passed_over(folder: Path) -> None:
    found = as_json(str(folder))

    assert sorted(one["mapping"] for one in found["documents"]) == [
        "game_live_v1",
        "season",
        "season",
    ]
    assert found["passed_over"] == {
        "an answer of Game.boxscore, which no mapping reads": 2,
        "a recorded status 404": 1,
        "JSON that is no answer of a mapped endpoint": 1,
    }
    assert "2 files passed over: an answer of Game.boxscore" in coverage(str(folder)).err


@pytest.mark.parametrize("pattern", ["*/*/*.gz", "season/*.json", "**/feed.json"])
def test_a_pattern_finds_files(folder: Path, pattern: str) -> None:
    assert as_json(str(folder / pattern))["total"]["documents"] == 1


def test_a_pattern_finds_folders_and_what_is_in_them(folder: Path) -> None:
    assert as_json(str(folder / "sea*"))["total"]["documents"] == 2


def test_a_file_that_is_meant_twice_counts_once(folder: Path) -> None:
    file = str(folder / "season/b.json")
    assert as_json(str(folder / "season"), file)["total"]["documents"] == 2


def test_documents_of_several_mappings_are_told_apart(folder: Path) -> None:
    write(folder / "season/c.json", {**NEW_FIELD, "copyright": "©"})
    write(folder / "game/feed.json", {**FEED, "rules": [{"altitude": 1}], "gameData": None})
    done = coverage(str(folder / "season"), str(folder / "game/feed.json"))

    assert "Unaccounted for in season\n" in done.out
    assert "Unaccounted for in game_live_v1\n  rules[*].altitude\n    1 value," in done.out


@pytest.mark.parametrize("name", ["game.liveGameDiffPatchV1", "game.liveGameV1"])
def test_a_whole_feed_is_a_feed_whatever_was_asked(tmp_path: Path, name: str) -> None:
    found = as_json(write(tmp_path / "feed.json", envelope(FEED, name)))
    assert found["documents"][0]["endpoint"] == "Game.liveGameV1"


def test_recordings_are_named_by_what_tells_them_apart(tmp_path: Path) -> None:
    name = "liveGameV1_game_pk=7_timecode=20240612_041248_0123456789ab.json.gz"
    done = coverage(write(tmp_path / name, envelope(FEED, "game.liveGameV1")))
    assert done.out.count("game_pk=7_timecode=20240612_041248 ") == 1


def test_an_answer_that_does_not_say_is_what_the_user_says(tmp_path: Path) -> None:
    file = write(tmp_path / "day.json", {"totalGames": 0})
    assert as_json(file, "--endpoint", "schedule.schedule")["documents"][0]["mapping"] == "schedule"


# -- what cannot be accounted for -----------------------------------------------------------------

WRONG: dict[str, tuple[Any, list[str], str]] = {
    "an answer of another endpoint": (
        envelope({}, "game.boxscore"),
        [],
        "answer.json: found an answer of Game.boxscore, which no mapping reads",
    ),
    "an answer of an endpoint that nobody knows": (
        envelope({}, "no.such"),
        [],
        "found an answer of No.such, which no mapping reads, wanted an answer of ",
    ),
    "patches": (
        envelope(PATCHES, "game.liveGameDiffPatchV1"),
        [],
        "found an answer of Game.liveGameDiffPatchV1 that is no whole feed",
    ),
    "an error that was recorded": (
        envelope({"message": "no"}, status_code=500),
        [],
        "found a recorded status 500",
    ),
    "JSON of anything": ({"a": 1}, [], "found JSON that is no answer of a mapped endpoint"),
    "a list": ([1], [], "found JSON that is no answer of a mapped endpoint"),
    "an answer that could be of two": (
        {**FEED, "seasons": []},
        [],
        "found an answer of Game.liveGameV1, Season.seasons: say which with --endpoint",
    ),
    "an endpoint that no mapping reads": (
        FEED,
        ["--endpoint", "Game.boxscore"],
        "--endpoint: found 'Game.boxscore', which no mapping reads",
    ),
    "an endpoint that nobody knows": (
        FEED,
        ["--endpoint", "nope"],
        "--endpoint: found 'nope', which no mapping reads",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_file_that_was_named_has_to_fit(tmp_path: Path, case: str) -> None:
    content, flags, said = WRONG[case]
    done = coverage(write(tmp_path / "answer.json", content), *flags)

    assert (done.exit_code, done.out) == (2, "")
    assert said in " ".join(done.err.split())


@pytest.mark.parametrize("where", ["file", "folder"])
@pytest.mark.parametrize("content", [b"", b"<html>", b'{"seasons": ['], ids=["empty", "web", "cut"])
def test_a_file_without_json_is_an_error_that_names_it(
    tmp_path: Path, content: bytes, where: str
) -> None:
    file = tmp_path / "answer.json"
    file.write_bytes(content)
    done = coverage(str(file if where == "file" else tmp_path))

    assert done.exit_code == 2
    assert "answer.json: found no JSON" in done.err


@pytest.mark.parametrize("name", ["gone.json", "gone/", "*.json", "**x", "empty"])
def test_a_name_that_leads_to_no_file_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    done = coverage(str(tmp_path / name))

    assert done.exit_code == 2
    assert str(tmp_path / name) in done.err.replace("\n", "")
    assert "try: mlb-etl schema coverage " in done.err


def test_a_folder_without_any_mapped_answer_is_no_pass(tmp_path: Path) -> None:
    write(tmp_path / "box.json", envelope({}, "game.boxscore"))
    done = coverage(str(tmp_path))

    assert done.exit_code == 2
    assert "found no answer that a mapping reads, but 1 × an answer of Game.boxscore" in done.err


def test_nothing_named_is_wrong_usage() -> None:
    assert coverage().exit_code == 2
