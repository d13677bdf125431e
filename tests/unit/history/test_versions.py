"""Which two versions are compared, and what is worth saying of each."""

from datetime import UTC, datetime, timedelta

import pytest

from mlb_data_platform.errors import UsageError
from mlb_data_platform.history.errors import (
    NotKeptError,
    SeveralThingsError,
    SingleVersionError,
    TooDeepError,
    UnknownVersionError,
)
from mlb_data_platform.history.versions import KeptVersion, Thing, Wish, choose_pair, notes_on

GAME = Thing(words="game 7", history="mlb-etl raw history --game-pk 7", fetch="mlb-etl ingest …")
NOON = datetime(2024, 7, 1, 12, tzinfo=UTC)


def version(
    raw_id: int, time: str = "", *, state: str = "F", content: str = "", **more: object
) -> KeptVersion:
    known: dict[str, object] = {
        "raw_id": raw_id,
        "own_time": time,
        "captured_at": NOON + timedelta(minutes=raw_id),
        "last_seen_at": NOON + timedelta(minutes=raw_id),
        "request": {"game_pk": "7"},
        "content_hash": content or f"hash {raw_id}",
        "run_id": "run",
        "command": "ingest",
        "is_latest": False,
        "outcome": "",
        "issues": 0,
        "facts": {"coded_state": state, "state": {"F": "Final"}.get(state, "In Progress")},
    }
    return KeptVersion(**(known | more))  # type: ignore[arg-type]


LIVE, OVER, IN_PLACE, LATER = (
    version(1, "20240701_190000", state="I"),
    version(2, "20240701_220000"),
    version(5, "20240701_220000"),
    version(9, "20240703_120000", is_latest=True),
)
ALL = [LIVE, OVER, IN_PLACE, LATER]
CHOICES = {
    "the two newest": (Wish(), IN_PLACE, LATER),
    "from a raw id to the latest": (Wish(older="1"), LIVE, LATER),
    "to a raw id from the one before": (Wish(newer="5"), OVER, IN_PLACE),
    "both": (Wish(older="1", newer="2"), LIVE, OVER),
    "backwards": (Wish(older="9", newer="1"), LATER, LIVE),
    "from a timecode, the first of it": (Wish(older="20240701_220000"), OVER, LATER),
    "to a timecode, the last of it": (Wish(newer="20240701_220000"), OVER, IN_PLACE),
    "what was corrected in place": (
        Wish(older="20240701_220000", newer="20240701_220000"),
        OVER,
        IN_PLACE,
    ),
    "since the first final": (Wish(since_final=True), OVER, LATER),
    "since the first final, up to a version": (Wish(since_final=True, newer="5"), OVER, IN_PLACE),
}


@pytest.mark.parametrize("case", CHOICES)
def test_versions_are_chosen_by_raw_id_timecode_or_state(case: str) -> None:
    wish, older, newer = CHOICES[case]

    assert choose_pair(ALL, wish, GAME) == (older, newer)


def test_a_final_game_that_nobody_corrected_is_compared_with_itself() -> None:
    assert choose_pair([LIVE, OVER], Wish(since_final=True), GAME) == (OVER, OVER)


REFUSED: dict[str, tuple[list[KeptVersion], Wish, type[UsageError], str]] = {
    "one version": ([LIVE], Wish(), SingleVersionError, "raw id 1 = 20240701_190000"),
    "an unknown raw id": (ALL, Wish(older="3"), UnknownVersionError, "'3'"),
    "an unknown timecode": (ALL, Wish(newer="2024"), UnknownVersionError, "9 = 20240703_120000"),
    "none before": (ALL, Wish(newer="1"), NotKeptError, "before raw id 1"),
    "none that is final": ([LIVE], Wish(since_final=True), NotKeptError, "only: In Progress"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_choice_that_cannot_be_made_says_what_there_is_and_what_to_type(case: str) -> None:
    versions, wish, kind, words = REFUSED[case]
    with pytest.raises(kind) as refusal:
        choose_pair(versions, wish, GAME)

    assert "game 7" in str(refusal.value)
    assert words in str(refusal.value)
    assert "mlb-etl" in refusal.value.hint


def test_of_many_versions_the_newest_are_named() -> None:
    many = [version(number) for number in range(20)]
    with pytest.raises(UnknownVersionError) as refusal:
        choose_pair(many, Wish(older="77"), GAME)

    assert refusal.value.known == ("0", "…", "14", "15", "16", "17", "18", "19")


def test_versions_of_several_things_are_never_compared() -> None:
    days = [
        version(n, request={"sportId": "1", "date": f"2024-07-0{n}"}, is_latest=True)
        for n in range(1, 8)
    ]
    with pytest.raises(SeveralThingsError) as refusal:
        choose_pair(days, Wish(), GAME)

    assert "7 things" in str(refusal.value)
    assert "date=2024-07-01 sportId=1; " in str(refusal.value)
    assert str(refusal.value).endswith("…")
    assert "--param" in refusal.value.hint


def test_several_requests_for_one_game_are_one_thing() -> None:
    at_a_time = version(3, "20240701_220001", request={"game_pk": "7", "timecode": "x"})

    assert choose_pair([OVER, at_a_time], Wish(), GAME) == (OVER, at_a_time)


def test_notes_say_what_is_worth_knowing_of_a_version() -> None:
    back = version(12, "20240704_120000", content="hash 2", is_latest=True)
    plain = [version(9, "20240703_120000"), back]

    assert notes_on([LIVE, OVER, IN_PLACE, *plain]) == [
        (),
        ("first final",),
        ("corrected in place",),
        (),
        ("latest", "as 2"),
    ]


def test_without_a_time_of_their_own_versions_are_not_called_corrected_in_place() -> None:
    assert notes_on([version(1, state="S"), version(2, state="S")]) == [(), ()]
    assert version(2).name == "2"


def test_an_answer_that_is_nested_too_deep_is_named() -> None:
    assert str(TooDeepError("game 7")).startswith("game 7: found values nested")


def test_what_is_in_quarantine_is_told_when_nothing_is_kept() -> None:
    assert "2 of its answers in quarantine" in str(NotKeptError("game 7", hint="", set_aside=2))
