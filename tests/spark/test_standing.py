"""Which rows stand where several documents speak of a slice, told from rows alone."""

from datetime import UTC, datetime

from mlb_data_platform.engines.spark.standing import (
    Fold,
    Row,
    Spoken,
    newest_of,
    told_in_part,
    whole_answers,
)

DAY, NEXT = ("2024-07-01",), ("2024-07-02",)


def spoken(number: int, *scopes: tuple[str], part: bool = False, silent: str = "") -> Spoken:
    return Spoken(
        order=("", datetime(2024, 7, 1, number, tzinfo=UTC), number),
        scopes=scopes,
        is_complete=not part,
        silent=frozenset({silent} - {""}),
    )


def row(number: int, game: int, flags: str | None = None, day: tuple[str] = DAY) -> Row:
    return {"game": game, "day": day[0], "flags": flags, "source_raw_id": number}


def left(answers: list[Spoken], *rows: Row, table: str = "games") -> list[tuple[object, ...]]:
    """Game, flags and document of every row that is there in the end."""
    fold = Fold(
        key=("game", "day"),
        scope=("day",),
        keeps=("flags",),
        whole=whole_answers(table, answers),
        orders={one.order[2]: one.order for one in answers},
    )
    by_key = sorted(rows, key=lambda one: (str(one["day"]), str(one["game"])))
    return [(one["game"], one["flags"], one["source_raw_id"]) for one in fold(by_key)]


def test_a_newer_whole_answer_removes_what_it_lacks_in_its_slices_only() -> None:
    answers = [spoken(2, DAY), spoken(1, DAY, NEXT)]
    rows = [row(1, 10), row(1, 11), row(1, 10, day=NEXT), row(2, 10)]

    assert left(answers, *rows) == [(10, None, 2), (10, None, 1)]
    assert told_in_part("games", answers) == set()


def test_a_newer_part_changes_and_removes_nothing_and_an_older_one_does_not_count() -> None:
    answers = [spoken(1, DAY, part=True), spoken(2, DAY), spoken(3, DAY, part=True)]
    rows = [row(1, 9), row(2, 10), row(2, 11), row(3, 10)]

    assert left(answers, *rows) == [(10, None, 3), (11, None, 2)]


def test_parts_alone_all_stand_and_tell_nobody_what_is_gone() -> None:
    answers = [spoken(1, DAY, part=True), spoken(2, DAY, NEXT, part=True)]

    assert left(answers, row(1, 10), row(2, 11)) == [(10, None, 1), (11, None, 2)]
    assert told_in_part("games", answers) == {DAY, NEXT}


def test_an_answer_that_was_not_asked_for_a_table_leaves_its_rows_alone() -> None:
    answers = [spoken(1, DAY), spoken(2, DAY, silent="games")]

    assert left(answers, row(1, 10)) == [(10, None, 1)]
    assert left(answers, row(1, 10), table="others") == []
    assert told_in_part("games", answers[1:]) == {DAY}


def test_a_value_that_is_known_stays_where_a_newer_answer_was_not_asked_for_it() -> None:
    answers = [spoken(1, DAY), spoken(2, DAY), spoken(3, DAY)]

    assert left(answers, row(3, 10), row(1, 10, "old"), row(2, 10, "new")) == [(10, "new", 3)]
    # A row that was gone in between begins anew.
    assert left(answers, row(3, 10), row(1, 10, "old")) == [(10, None, 3)]


def test_of_answers_that_tell_all_the_newest_counts() -> None:
    assert newest_of([spoken(2, DAY), spoken(1, DAY), spoken(3, NEXT)]) == {2, 3}
