"""Reconciliations and known exceptions: what their files say, and what is refused."""

import pytest

from mlb_data_platform.quality.errors import CheckFileError
from mlb_data_platform.quality.model import KnownException
from mlb_data_platform.quality.reconcile import build_comparison
from mlb_data_platform.quality.reconciliation_file import (
    load_known_exceptions,
    load_reconciliations,
    read_known_exceptions,
    read_reconciliation,
)

WHOLE = """\
-- Runs agree.
-- Source: the line score.
-- A quirk.
select 1 -- not a fact
-- neither is this
where 50 %% 2 = 0;
"""


def test_the_first_line_is_the_promise_and_further_comments_are_facts() -> None:
    one = read_reconciliation(WHOLE, name="runs")
    assert (one.name, one.promise) == ("runs", "Runs agree.")
    assert one.facts == ("Source: the line score.", "A quirk.")


def test_the_statement_is_all_below_the_first_comments_without_its_semicolon() -> None:
    one = read_reconciliation(WHOLE, name="runs")
    assert one.query == "select 1 -- not a fact\n-- neither is this\nwhere 50 %% 2 = 0"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("select 1", "found no promise"),
        ("--\nselect 1", "found no promise"),
        ("", "found no promise"),
        ("-- Runs agree.\n", "found no statement"),
        ("-- Runs agree.\n;", "found no statement"),
    ],
    ids=["no comment", "an empty comment", "nothing", "only a promise", "only a semicolon"],
)
def test_a_file_without_promise_or_statement_is_refused(text: str, wanted: str) -> None:
    with pytest.raises(CheckFileError, match=wanted):
        read_reconciliation(text, name="runs")


ENTRY = {
    "reconciliation": "runs",
    "game_pk": "717055",
    "subject": "inning 3 away",
    "measure": "runs",
    "official": "2",
    "recomputed": "none",
    "reason": "'at_bat_index 41: taken back'",
}


def entries(*changes: dict[str, str | None]) -> str:
    """A file with one entry for each set of changes; None takes a key away."""
    lines = ["exceptions:"]
    for change in changes:
        said = {k: v for k, v in (ENTRY | change).items() if v is not None}
        lines.append("  - {" + ", ".join(f"{k}: {v}" for k, v in said.items()) + "}")
    return "\n".join(lines)


def read(text: str) -> tuple[KnownException, ...]:
    return read_known_exceptions(text, name="known.yaml", reconciliations=["runs", "hits"])


def test_an_exception_covers_the_values_as_they_are_written() -> None:
    assert read(entries({})) == (
        KnownException(
            reconciliation="runs",
            game_pk=717055,
            subject="inning 3 away",
            measure="runs",
            official="2",
            recomputed=None,
            reason="at_bat_index 41: taken back",
        ),
    )


def test_no_exceptions_are_a_good_list_too() -> None:
    assert read("exceptions: []") == ()


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        *(({key: None}, f"{key}: found nothing") for key in ENTRY),
        ({"reconciliation": "hit"}, "did you mean 'hits'?"),
        ({"reconciliation": "xyzzy"}, "known: hits, runs"),
        ({"game_pk": "'717055'"}, "wanted a number"),
        ({"recomputed": "2"}, "nothing to except"),
        ({"since": "2024"}, "no such key"),
    ],
    ids=[
        *(f"no {key}" for key in ENTRY),
        "a near name",
        "no such name",
        "a game in quotes",
        "no difference",
        "a key too many",
    ],
)
def test_an_exception_that_does_not_say_everything_is_refused(
    change: dict[str, str | None], wanted: str
) -> None:
    with pytest.raises(CheckFileError) as caught:
        read(entries(change))
    assert wanted in str(caught.value)


def test_no_value_is_excepted_twice() -> None:
    with pytest.raises(CheckFileError, match="a second time"):
        read(entries({}, {"official": "3"}))


def test_the_other_values_of_a_game_may_have_exceptions_of_their_own() -> None:
    assert len(read(entries({}, {"measure": "hits"}, {"subject": "inning 4 away"}))) == 3


def test_a_statement_is_asked_about_games_or_about_all_of_them() -> None:
    one = read_reconciliation(WHOLE, name="runs")
    assert build_comparison(one, [], [1, 2]).values["game_pks"] == [1, 2]
    assert build_comparison(one, [], None).values["game_pks"] is None
    assert one.query in build_comparison(one, [], None).text


def test_every_shipped_reconciliation_promises_a_sentence_and_names_its_source() -> None:
    shipped = load_reconciliations()
    assert [r.name for r in shipped if not r.promise.endswith(".")] == []
    assert [r.name for r in shipped if not any("ource" in fact for fact in r.facts)] == []


def test_every_shipped_exception_names_the_play_that_causes_it() -> None:
    assert [e.place for e in load_known_exceptions() if "at_bat_index" not in e.reason] == []
