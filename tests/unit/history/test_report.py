"""Changes in a fan's words, summed up, filtered and put together."""

from typing import Any

import pytest

from mlb_data_platform.history import Change, Kind, Standing, compare, parse_path, subject_of
from mlb_data_platform.history.report import (
    count_by_branch,
    group,
    is_at,
    renumbered_plays,
    tell,
)
from mlb_data_platform.history.words import runs_of, value_text

GAME = subject_of("game.live_game_v1")
ANN = {"id": 1, "fullName": "Ann Ace", "link": "/1"}


def play(number: int, **more: Any) -> dict[str, Any]:
    about = {"atBatIndex": number, "inning": 6, "halfInning": "bottom"}
    return {"atBatIndex": number, "about": about, "matchup": {"batter": ANN}, **more}


def feed(*plays: dict[str, Any], **live: Any) -> dict[str, Any]:
    return {"liveData": {"plays": {"allPlays": list(plays)}, **live}}


def words(old: Any, new: Any) -> list[str]:
    return [tell(change, GAME).words for change in compare(old, new, GAME)]


def event(**said: Any) -> dict[str, Any]:
    return {"playEvents": [{"playId": "p1", "index": 2, **said}]}


def runner(**said: Any) -> dict[str, Any]:
    return {"runners": [{"details": {"runner": ANN, "playIndex": 0}, "movement": said}]}


PLAYS: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "a ruling": (
        play(41, result={"event": "Single", "rbi": 1}),
        play(41, result={"event": "Field Error", "rbi": 0}),
        ["result.event Single → Field Error", "result.rbi 1 → 0"],
    ),
    "a review that is told now": (
        play(41),
        play(41, reviewDetails={"isOverturned": True}),
        ['reviewDetails added: {"isOverturned": true}'],
    ),
    "a word that is gone": (play(41, note="?"), play(41), ["note gone: ?"]),
}


@pytest.mark.parametrize("case", PLAYS)
def test_a_change_of_a_play_names_inning_and_batter(case: str) -> None:
    old, new, said = PLAYS[case]

    assert words(feed(old), feed(new)) == [f"play 0, bottom 6th, Ann Ace: {one}" for one in said]


BALL = {"code": "B", "description": "Ball"}
STRIKE = {"code": "C", "description": "Called Strike"}
PARTS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a pitch": (
        event(isPitch=True, pitchNumber=3, details={"call": BALL}),
        event(isPitch=True, pitchNumber=3, details={"call": STRIKE}),
        "pitch 3 (event 0): details.call Ball → Called Strike",
    ),
    "an event that is no pitch": (
        event(isPitch=False, pitchNumber=3, a=1),
        event(isPitch=False, pitchNumber=3, a=2),
        "event 0: a 1 → 2",
    ),
    "an event put in": (
        {"playEvents": []},
        event(details={"description": "Mound Visit."}),
        "event 0: put in: Mound Visit.",
    ),
    "an event without a description": (
        {"playEvents": []},
        event(details={"event": "Balk"}),
        "event 0: put in: Balk",
    ),
    "a runner who scores": (
        {"runners": []},
        runner(start="3B", end="score", isOut=False),
        "runner Ann Ace: put in: 3B to score, safe",
    ),
    "a batter who is out": (
        runner(start=None, end=None, outBase="1B", isOut=True),
        {"runners": []},
        "runner Ann Ace: taken out: home plate to 1B, out",
    ),
    "a runner who went nowhere": (
        {"runners": []},
        {"runners": [{"movement": {}}]},
        "runner nobody: put in: home plate to nowhere, safe",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PARTS)
def test_a_change_inside_a_play_names_the_part_too(case: str) -> None:
    before, after, said = PARTS[case]
    old, new = feed(play(0, **before)), feed(play(0, **after))

    assert words(old, new) == [f"play 0, bottom 6th, Ann Ace, {said}"]


def credit(player: dict[str, Any], **more: Any) -> dict[str, Any]:
    return feed(
        play(0, runners=[{"details": {"runner": ANN}, "credits": [{"player": player, **more}]}])
    )


SHORTSTOP = {"position": {"code": "6", "abbreviation": "SS"}}


@pytest.mark.parametrize(
    ("more", "who"), [(SHORTSTOP, "SS"), ({}, "5")], ids=["a position", "no position"]
)
def test_a_credit_names_the_fielder_by_position_else_by_number(more: Any, who: str) -> None:
    old, new = credit({"id": 5}, credit="a", **more), credit({"id": 5}, credit="b", **more)

    assert words(old, new)[0].endswith(f"runner Ann Ace, fielder {who}: credit a → b")


def test_a_credit_that_is_gone_says_what_it_was() -> None:
    nobody = feed(play(0, runners=[{"details": {"runner": ANN}, "credits": []}]))

    assert words(credit({}, credit="f_assist"), nobody)[0].endswith("fielder : taken out: f_assist")


BOXSCORE: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a player": (
        {"players": {"ID7": {"person": ANN, "stats": {"batting": {"hits": 2}}}}},
        {"players": {"ID7": {"person": ANN, "stats": {"batting": {"hits": 1}}}}},
        "Owls (home), Ann Ace: stats.batting.hits 2 → 1",
    ),
    "a club": (
        {"teamStats": {"hits": 2}},
        {"teamStats": {"hits": 1}},
        "Owls (home): teamStats.hits 2 → 1",
    ),
    "a note": (
        {"info": [{"title": "BATTING", "fieldList": []}]},
        {"info": [{"title": "BATTING", "fieldList": [{"label": "E", "value": "Ace (1)."}]}]},
        "Owls (home), BATTING, E: put in: Ace (1).",
    ),
    "an empty note": (
        {"note": []},
        {"note": [{"label": "a"}]},
        "Owls (home), a: put in: no text",
    ),
}


@pytest.mark.parametrize("case", BOXSCORE)
def test_a_change_of_the_box_score_names_whose_it_is(case: str) -> None:
    before, after, said = BOXSCORE[case]
    home = {"team": {"name": "Owls"}}
    old, new = (
        feed(boxscore={"teams": {"home": home | one}}) for one in (before, after)
    )  # fmt: skip

    assert words(old, new) == [said]


OTHERS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "an umpire": (
        {"boxscore": {"officials": []}},
        {"boxscore": {"officials": [{"officialType": "Home Plate", "official": ANN}]}},
        "Home Plate: put in: Ann Ace",
    ),
    "a top performer": (
        {"boxscore": {"topPerformers": []}},
        {"boxscore": {"topPerformers": [{"type": "hitter", "player": {"person": ANN}}]}},
        "top performer Ann Ace: put in: as hitter",
    ),
    "an inning": (
        {"linescore": {"innings": [{"num": 6, "home": {"runs": 1}}]}},
        {"linescore": {"innings": [{"num": 6, "home": {"runs": 2}}]}},
        "inning 6, home: runs 1 → 2",
    ),
    "a decision": (
        {"decisions": {"winner": ANN}},
        {"decisions": {"winner": {"id": 2, "fullName": "Bob"}}},
        "liveData.decisions.winner Ann Ace → Bob",
    ),
    "another order": (
        {"boxscore": {"officials": [{"officialType": "a"}, {"officialType": "b"}]}},
        {"boxscore": {"officials": [{"officialType": "b"}, {"officialType": "a"}]}},
        "liveData.boxscore.officials in another order",
    ),
}


@pytest.mark.parametrize("case", OTHERS)
def test_other_changes_name_their_thing_or_their_whole_path(case: str) -> None:
    before, after, said = OTHERS[case]

    assert words(feed(**before), feed(**after)) == [said]


def test_a_ball_in_play_is_named_by_its_inning_and_batter() -> None:
    def hits(*listed: dict[str, Any]) -> dict[str, Any]:
        return {"liveData": {"plays": {"playsByInning": [{"hits": {"away": list(listed)}}]}}}

    new = hits({"batter": ANN, "description": "Single"})

    assert words(hits(), new) == ["inning 1, ball hit by Ann Ace: put in: Single"]


def test_a_play_of_which_little_is_known_is_named_all_the_same() -> None:
    old, new = feed(), feed({"about": {"inning": 1}}, {"result": {"event": "Walk"}})

    assert words(old, new) == [
        "play 0,  1st, nobody: put in: not over yet",
        "play 1, inning not told, nobody: put in: Walk",
    ]


def test_the_current_play_has_no_number() -> None:
    old, new = ({"liveData": {"plays": {"currentPlay": play(9, note=n)}}} for n in (1, 2))

    assert words(old, new) == ["current play, bottom 6th, Ann Ace: note 1 → 2"]


def test_players_and_clubs_of_the_game_are_named() -> None:
    old = {"gameData": {"players": {"ID7": {"fullName": "Ann", "age": 1}}, "teams": {"away": "?"}}}
    new = {"gameData": {"players": {"ID7": {"fullName": "Ann", "age": 2}}, "teams": {"away": "!"}}}

    assert words(old, new) == ["club (away): ? → !", "Ann: age 1 → 2"]


def test_a_schedule_names_day_and_game() -> None:
    schedule = subject_of("schedule.schedule")
    clubs = {side: {"team": {"name": side.title()}} for side in ("away", "home")}
    listed = {"gamePk": 7, "teams": clubs, "status": {"detailedState": "Scheduled"}}
    postponed = listed | {"status": {"detailedState": "Postponed"}}

    def day(*games: Any) -> dict[str, Any]:
        return {"dates": [{"date": "2024-07-01", "games": list(games)}]}

    cases = [
        (day(listed), day(postponed), "status.detailedState Scheduled → Postponed"),
        (day(), day(listed), "put in: Scheduled"),
    ]
    for old, new, said in cases:
        [change] = compare(old, new, schedule)
        told = tell(change, schedule)
        assert told.words == f"2024-07-01, game 7, Away at Home: {said}"
        assert told.keys == {"schedule_date": "2024-07-01", "game_pk": 7}


def test_a_schedule_that_says_little_is_told_all_the_same() -> None:
    schedule = subject_of("schedule.schedule")
    game = {"teams": {"away": {"score": 1}}}
    old = {"dates": [{"games": [game]}]}
    new = {"dates": [{"games": [{"teams": {"away": {"score": 2}}}, {}]}, {}]}
    said = [tell(change, schedule).words for change in compare(old, new, schedule)]

    assert said == [
        "day, game, away: score 1 → 2",
        "day, game: put in: state not told",
        "day: put in: some games",
    ]


PATH = ("liveData", "plays", "allPlays", 41, "result", "event")


@pytest.mark.parametrize(
    ("typed", "is_there"),
    [
        ("liveData.plays", True),
        ("result.event", True),
        ("event", True),
        ("allPlays[41]", True),
        ("allPlays[*].result", True),
        ("allPlays.result", True),
        ("allPlays[4]", False),
        ("allPlays.event", False),
        ("event.result", False),
        ("result.event.x", False),
        ("res", False),
        ("", True),
    ],
)
def test_a_path_may_be_typed_from_anywhere(typed: str, is_there: bool) -> None:
    change = Change(
        kind=Kind.CHANGED, branch="plays", standing=Standing.CONTENT, path=PATH, elements=(),
        before=1, after=2,
    )  # fmt: skip

    assert is_at(change, parse_path(typed)) is is_there


def test_changes_are_counted_by_branch_and_standing() -> None:
    old, new = feed(play(0, note=1)), feed(play(1, note=2), linescore={"outs": 1})

    assert count_by_branch(compare(old, new, GAME)) == {
        "plays": {Standing.NUMBERING: 2, Standing.CONTENT: 1},
        "line score": {Standing.CONTENT: 1},
    }


def test_plays_that_are_counted_otherwise_are_told_in_runs() -> None:
    old = feed(*(play(n, matchup={"batter": {"id": n}}) for n in (0, 1, 2, 5)))
    new = feed(
        *(play(n, matchup={"batter": {"id": b}}) for n, b in ((0, 0), (2, 1), (3, 2), (4, 5)))
    )

    assert renumbered_plays(compare(old, new, GAME)) == [
        "plays 1 to 2 are now plays 2 to 3",
        "play 5 is now play 4",
    ]
    assert renumbered_plays([]) == []


def test_numbers_that_moved_by_the_same_are_one_run() -> None:
    assert list(runs_of({1: 2, 2: 3, 3: 5, 5: 7})) == [(1, 2, 1), (3, 3, 2), (5, 5, 2)]


def test_the_same_fields_of_many_things_are_one_group() -> None:
    names = [{"batter": {"id": n, "fullName": f"B{n}"}} for n in range(4)]
    old = feed(*(play(n, matchup=m, speed=1) for n, m in enumerate(names)), linescore={"outs": 1})
    new = feed(
        *(play(n, matchup=m, speed=2) for n, m in enumerate(names[:3])),
        play(3, matchup=names[3], speed=2, note="?"),
        play(4, matchup={"batter": ANN}),
    )
    told = [t for t in (tell(c, GAME) for c in compare(old, new, GAME)) if t.where]

    def shapes(many: int) -> list[tuple[int, bool]]:
        return [(len(one.told), one.is_pattern) for one in group(told, many=many)]

    assert shapes(3) == [(3, True), (2, False), (1, False)]
    assert shapes(4) == shapes(0) == [(1, False)] * 3 + [(2, False), (1, False)]


def test_plays_and_people_are_told_before_what_is_about_neither() -> None:
    old = feed(boxscore={"info": [], "teams": {"home": {"players": {}, "runs": 1}}})
    new = feed(
        boxscore={
            "info": [{"label": "Wind", "value": "5 mph"}],
            "teams": {"home": {"runs": 2, "players": {"ID7": {"person": ANN}}}},
        }
    )
    told = [tell(change, GAME) for change in compare(old, new, GAME)]

    assert [one.told[0].whom for one in group(told, many=0)] == ["Ann Ace", "club (home)", "Wind"]


def test_a_change_of_the_answer_as_a_whole_is_about_nobody() -> None:
    [change] = compare({"a": 1}, {"a": 2}, GAME)

    assert (tell(change, GAME).whom, tell(change, GAME).words) == ("", "a 1 → 2")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        ("", '""'),
        ([], "none"),
        ([1, "a", None], "1, a, null"),
        (ANN, "Ann Ace"),
        ({"a": 1}, '{"a": 1}'),
        ("x" * 200, "x" * 159 + "…"),
    ],
    ids=["null", "no text", "no element", "a list", "a person", "an object", "a long text"],
)
def test_a_value_is_told_in_few_words(value: object, text: str) -> None:
    assert value_text(value) == text
