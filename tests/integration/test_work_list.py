"""The work list: every listed game is accounted for, and two runs never do the same."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mlb_data_platform.statsapi import Document, Request
from mlb_data_platform.warehouse import (
    PATIENCE,
    Database,
    GameScope,
    Run,
    advance_watermark,
    claim_games,
    connect,
    failed_games,
    games_of_others,
    games_to_check,
    give_back,
    mark_checked,
    mark_failed,
    mark_fetched,
    mark_transformed,
    plan_games,
    read_completeness,
    read_watermark,
    start_run,
)
from tests.integration.conftest import Warehouse

NOW = datetime.now(UTC).replace(microsecond=0)
LONG_AGO = NOW - timedelta(days=60)
SCOPE = GameScope(sport_id=1)


def listing(
    game_pk: int, *, starts_at: datetime = LONG_AGO, state: str = "F", day: date | None = None
) -> dict[str, Any]:
    """One line of a schedule, under its day."""
    on = day or starts_at.date()
    return {
        "date": on.isoformat(),
        "games": [
            {
                "gamePk": game_pk,
                "gameDate": starts_at.isoformat(),
                "officialDate": starts_at.date().isoformat(),
                "season": str(starts_at.year),
                "gameType": "R",
                "status": {"codedGameState": state},
                "teams": {
                    "away": {"team": {"id": 147, "name": "Away"}},
                    "home": {"team": {"id": 111, "name": "Home"}},
                },
            }
        ],
    }


def list_games(warehouse: Warehouse, *listings: dict[str, Any]) -> None:
    """Bring listings into the schedule's tables."""
    params = {"sportId": "1", "startDate": "2000-01-01", "endDate": "2999-12-31"}
    answer = Document(
        request=Request(endpoint="schedule", method="schedule", query_params=params),
        url="https://statsapi.mlb.com/api/v1/schedule",
        status=200,
        body=json.dumps({"dates": list(listings)}).encode(),
        captured_at=NOW,
    )
    warehouse.store("schedule.schedule").append([answer])
    warehouse.transform("schedule")


def keep_feed(
    warehouse: Warehouse, game_pk: int, *, state: str = "F", at: datetime = NOW, **more: Any
) -> None:
    """Keep a small feed of a game."""
    feed = {
        "gamePk": game_pk,
        "gameData": {
            "game": {"season": str(LONG_AGO.year), "type": "R"},
            "datetime": {"officialDate": LONG_AGO.date().isoformat()},
            "status": {"codedGameState": state},
        },
        "liveData": {"plays": {"allPlays": []}},
        **more,
    }
    answer = Document(
        request=Request(
            endpoint="game", method="liveGameV1", path_params={"game_pk": str(game_pk)}
        ),
        url=f"https://statsapi.mlb.com/api/v1.1/game/{game_pk}/feed/live",
        status=200,
        body=json.dumps(feed).encode(),
        captured_at=at,
    )
    warehouse.store("game.live_game_v1").append([answer])


def bring_in(warehouse: Warehouse, game_pk: int, **feed: Any) -> None:
    """Take a claimed game all the way to its tables."""
    keep_feed(warehouse, game_pk, **feed)
    mark_fetched(warehouse.connection, [game_pk])
    warehouse.transform("game")
    mark_transformed(warehouse.connection, [game_pk])


def claimed(warehouse: Warehouse, games: list[int], run: str, most: int = 100) -> list[int]:
    found = claim_games(warehouse.connection, games, run_id=run, most=most)
    return sorted(claim.game_pk for claim in found)


def progress(warehouse: Warehouse, game_pk: int) -> str:
    found = warehouse.one("select progress from metadata.game_progress where game_pk = %s", game_pk)
    return str(found)


def work(warehouse: Warehouse, game_pk: int, column: str) -> Any:
    return warehouse.one(
        f"select {column} from metadata.game_work where game_pk = %s",
        game_pk,
    )


@contextmanager
def another_run(database: Database) -> Iterator[Run]:
    """A run of somebody else, on a connection of its own."""
    with connect(database) as connection, start_run(connection, command="other") as run:
        yield run


# -- what is planned -----------------------------------------------------------------------------


def test_every_listed_game_is_planned_once_whatever_days_list_it(warehouse: Warehouse) -> None:
    later = LONG_AGO + timedelta(days=1)
    list_games(
        warehouse,
        listing(1),
        listing(2, starts_at=later, state="D", day=LONG_AGO.date()),
        listing(2, starts_at=later),
    )
    assert plan_games(warehouse.connection, SCOPE) == [1, 2]
    assert work(warehouse, 2, "official_date") == later.date()


def test_a_postponed_game_belongs_to_both_of_its_days(warehouse: Warehouse) -> None:
    later = LONG_AGO + timedelta(days=1)
    list_games(
        warehouse,
        listing(2, starts_at=later, state="D", day=LONG_AGO.date()),
        listing(2, starts_at=later),
    )
    for day in (LONG_AGO.date(), later.date()):
        scope = GameScope(sport_id=1, start_date=day, end_date=day)
        assert plan_games(warehouse.connection, scope) == [2], day


@pytest.mark.parametrize(
    "scope",
    [
        GameScope(sport_id=11),
        GameScope(season=1999),
        GameScope(game_types=("S",)),
        GameScope(start_date=NOW.date()),
        GameScope(end_date=date(1999, 1, 1)),
        GameScope(game_pks=(7,)),
    ],
    ids=["sport", "season", "type", "first day", "last day", "number"],
)
def test_a_scope_leaves_out_what_it_does_not_name(warehouse: Warehouse, scope: GameScope) -> None:
    list_games(warehouse, listing(1))
    assert plan_games(warehouse.connection, scope) == []


def test_planning_twice_changes_nothing(warehouse: Warehouse) -> None:
    list_games(warehouse, listing(1))
    plan_games(warehouse.connection, SCOPE)
    before = warehouse.all("select * from metadata.game_work")
    plan_games(warehouse.connection, SCOPE)
    assert warehouse.all("select * from metadata.game_work") == before


def test_what_was_brought_in_by_hand_is_known_to_the_list(warehouse: Warehouse) -> None:
    list_games(warehouse, listing(1), listing(2))
    keep_feed(warehouse, 1)
    warehouse.transform("game")
    keep_feed(warehouse, 2)
    plan_games(warehouse.connection, SCOPE)
    states = warehouse.all("select game_pk, state from metadata.game_work order by 1")
    assert states == [(1, "transformed"), (2, "fetched")]


# -- when a game is due --------------------------------------------------------------------------


def test_a_game_that_has_not_begun_is_not_due(warehouse: Warehouse) -> None:
    list_games(warehouse, listing(1, starts_at=NOW + timedelta(hours=2), state="S"))
    games = plan_games(warehouse.connection, SCOPE)
    assert (games, claimed(warehouse, games, "a")) == ([1], [])
    assert progress(warehouse, 1) == "upcoming"


def test_a_day_s_run_asks_for_its_games_before_they_begin(warehouse: Warehouse) -> None:
    list_games(warehouse, listing(1, starts_at=NOW + timedelta(hours=2), state="S"))
    games = plan_games(warehouse.connection, SCOPE, unless_over=True)
    assert claimed(warehouse, games, "a") == [1]


@pytest.mark.parametrize(
    ("read_after_h", "next_after_h"),
    [(5, 10), (11, 28), (29, 76), (77, 172), (173, None)],
    ids=["after the end", "after 6 hours", "after a day", "after 3 days", "after a week"],
)
def test_a_final_game_is_read_again_ever_more_rarely(
    warehouse: Warehouse, read_after_h: int, next_after_h: int | None
) -> None:
    """Officials correct in place. Hours from the start; a game is taken to last four."""
    found = warehouse.one(
        "select metadata.next_reading(true, %s, %s)",
        LONG_AGO,
        LONG_AGO + timedelta(hours=read_after_h),
    )
    wanted = LONG_AGO + timedelta(hours=next_after_h) if next_after_h else None
    assert found == wanted


def test_a_game_under_way_is_due_at_once_for_a_week(warehouse: Warehouse) -> None:
    early, late = LONG_AGO + timedelta(hours=2), LONG_AGO + timedelta(days=9)
    next_reading = "select metadata.next_reading(false, %s, %s)"
    assert warehouse.one(next_reading, LONG_AGO, early) == early
    assert warehouse.one(next_reading, LONG_AGO, late) is None


@pytest.mark.parametrize("state", ["C", "D", "F", "Q", "R"])
def test_games_that_are_final_cancelled_postponed_or_forfeited_are_over(
    warehouse: Warehouse, state: str
) -> None:
    assert warehouse.one("select metadata.is_over(%s)", state) is True


@pytest.mark.parametrize("state", ["I", "O", "P", "S", "T", "U", None])
def test_games_in_any_other_state_are_not_over(warehouse: Warehouse, state: str | None) -> None:
    assert warehouse.one("select metadata.is_over(%s)", state) is False


def test_a_settled_game_is_not_asked_for_again_unless_somebody_insists(
    warehouse: Warehouse,
) -> None:
    list_games(warehouse, listing(1))
    games = plan_games(warehouse.connection, SCOPE)
    claimed(warehouse, games, "a")
    bring_in(warehouse, 1)

    assert claimed(warehouse, plan_games(warehouse.connection, SCOPE), "b") == []
    insisted = plan_games(warehouse.connection, SCOPE, everything=True)
    # The run that was told so was killed; the next one still knows.
    again = plan_games(warehouse.connection, SCOPE)
    assert claimed(warehouse, again, "c") == insisted == [1]


def test_a_day_s_run_takes_what_earlier_days_have_left(warehouse: Warehouse) -> None:
    yesterday, today = NOW - timedelta(days=1), NOW - timedelta(hours=6)
    list_games(
        warehouse,
        listing(1, starts_at=yesterday, state="I"),
        listing(2, starts_at=yesterday),
        listing(3, starts_at=today),
    )
    keep_feed(warehouse, 1, state="I", at=yesterday)
    warehouse.transform("game")
    scope = GameScope(
        sport_id=1,
        start_date=today.date(),
        end_date=today.date(),
        catch_up_from=today.date() - timedelta(days=30),
    )
    # Game 2 was never on anybody's list: a day's run is about its day, and what was begun.
    listed_today = {3} | ({1, 2} if yesterday.date() == today.date() else set())
    assert set(plan_games(warehouse.connection, scope)) == {1} | listed_today


# -- whose it is ---------------------------------------------------------------------------------


def test_two_runs_share_the_games_and_never_have_the_same(
    warehouse: Warehouse, database: Database
) -> None:
    list_games(warehouse, *(listing(pk) for pk in range(1, 11)))
    games = plan_games(warehouse.connection, SCOPE)
    with another_run(database) as first, another_run(database) as second:
        taken = [
            claimed(warehouse, games, run.run_id, most=3)
            for run in (first, second, first, second, first)
        ]
        assert games_of_others(warehouse.connection, games, run_id=first.run_id) == sorted(
            taken[1] + taken[3]
        )
    assert sorted(pk for some in taken for pk in some) == games


def test_games_of_a_run_that_died_are_free(warehouse: Warehouse, database: Database) -> None:
    list_games(warehouse, listing(1))
    games = plan_games(warehouse.connection, SCOPE)
    other = connect(database)
    with pytest.raises(ConnectionResetError), start_run(other, command="other") as run:  # noqa: PT012
        assert claimed(warehouse, games, run.run_id) == [1]
        assert claimed(warehouse, games, "mine") == []
        other.close()  # as a kill -9 does: nobody says goodbye
        raise ConnectionResetError
    assert claimed(warehouse, games, "mine") == [1]


def test_a_run_that_ends_gives_back_what_it_did_not_come_to(
    warehouse: Warehouse, database: Database
) -> None:
    list_games(warehouse, listing(1))
    games = plan_games(warehouse.connection, SCOPE)
    with another_run(database) as run:
        claimed(warehouse, games, run.run_id)
        give_back(warehouse.connection, run_id=run.run_id)
        assert claimed(warehouse, games, "mine") == [1]


def test_a_run_claims_no_game_twice(warehouse: Warehouse) -> None:
    list_games(warehouse, listing(1, starts_at=NOW - timedelta(hours=2), state="I"))
    games = plan_games(warehouse.connection, SCOPE)
    assert claimed(warehouse, games, "mine") == [1]
    bring_in(warehouse, 1, state="I")  # still under way, so it is due again at once
    assert claimed(warehouse, games, "mine") == []
    assert claimed(warehouse, games, "the next") == [1]


def test_a_game_whose_answer_is_kept_is_not_fetched_again(warehouse: Warehouse) -> None:
    list_games(warehouse, listing(1))
    games = plan_games(warehouse.connection, SCOPE)
    claimed(warehouse, games, "killed")
    keep_feed(warehouse, 1)
    mark_fetched(warehouse.connection, [1])

    (claim,) = claim_games(
        warehouse.connection, plan_games(warehouse.connection, SCOPE), run_id="mine", most=9
    )
    assert claim.is_fetched


# -- how it went ---------------------------------------------------------------------------------


def test_a_game_goes_from_wanted_to_checked(warehouse: Warehouse) -> None:
    list_games(warehouse, listing(1))
    games = plan_games(warehouse.connection, SCOPE)
    seen = [(work(warehouse, 1, "state"), progress(warehouse, 1))]
    claimed(warehouse, games, "mine")
    keep_feed(warehouse, 1)
    mark_fetched(warehouse.connection, [1])
    seen.append((work(warehouse, 1, "state"), progress(warehouse, 1)))
    warehouse.transform("game")
    assert mark_transformed(warehouse.connection, [1]) == []
    seen.append((work(warehouse, 1, "state"), progress(warehouse, 1)))
    assert games_to_check(warehouse.connection, games, run_id="mine") == [1]
    mark_checked(warehouse.connection, [1])
    seen.append((work(warehouse, 1, "state"), progress(warehouse, 1)))

    assert seen == [
        ("wanted", "missing"),
        ("fetched", "stale"),
        ("transformed", "complete"),
        ("checked", "complete"),
    ]
    assert games_to_check(warehouse.connection, games, run_id="mine") == []


def test_a_failure_is_remembered_with_its_reason_until_it_is_mended(warehouse: Warehouse) -> None:
    list_games(warehouse, listing(1))
    plan_games(warehouse.connection, SCOPE)
    mark_failed(warehouse.connection, 1, "500\0 for ever")
    plan_games(warehouse.connection, SCOPE)

    (failed,) = failed_games(warehouse.connection, [1])
    assert (failed.attempts, failed.reason) == (1, "500 for ever")
    assert progress(warehouse, 1) == "failed"
    assert claimed(warehouse, [1], "mine") == [1]
    bring_in(warehouse, 1)
    assert (progress(warehouse, 1), work(warehouse, 1, "attempts")) == ("complete", 0)


def test_a_game_that_always_fails_is_tried_once_a_week(warehouse: Warehouse) -> None:
    list_games(warehouse, listing(1))
    plan_games(warehouse.connection, SCOPE)
    for attempt in range(PATIENCE):
        assert claimed(warehouse, [1], f"run {attempt}") == [1]
        mark_failed(warehouse.connection, 1, "500")
    assert claimed(warehouse, plan_games(warehouse.connection, SCOPE), "one more") == []
    waits = work(warehouse, 1, "due_at") - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < waits <= timedelta(days=7)


def test_an_answer_that_cannot_be_read_is_a_failure_that_names_the_quarantine(
    warehouse: Warehouse,
) -> None:
    list_games(warehouse, listing(1))
    games = plan_games(warehouse.connection, SCOPE)
    claimed(warehouse, games, "mine")
    keep_feed(warehouse, 1, liveData="gone")
    mark_fetched(warehouse.connection, [1])
    warehouse.transform("game")

    assert mark_transformed(warehouse.connection, [1]) == [1]
    assert progress(warehouse, 1) == "failed"
    assert "metadata.quarantine" in work(warehouse, 1, "reason")


# -- how complete it is --------------------------------------------------------------------------


def test_completeness_names_exactly_what_is_missing(warehouse: Warehouse) -> None:
    list_games(
        warehouse,
        *(listing(pk) for pk in (1, 2, 3, 4)),
        listing(5, starts_at=NOW + timedelta(days=1), state="S"),
        listing(6, starts_at=NOW - timedelta(hours=1), state="I"),
    )
    plan_games(warehouse.connection, SCOPE)
    bring_in(warehouse, 1)
    bring_in(warehouse, 6, state="I")
    keep_feed(warehouse, 2)
    mark_failed(warehouse.connection, 3, "404")

    found = read_completeness(warehouse.connection, SCOPE, [LONG_AGO.year, 1950])
    assert found.counts == {
        "missing": 1, "failed": 1, "stale": 1, "unfinished": 1, "upcoming": 1, "complete": 1,
    }  # fmt: skip
    assert {(game.game_pk, game.progress) for game in found.games} == {
        (4, "missing"), (3, "failed"), (2, "stale"), (6, "unfinished"), (5, "upcoming"),
    }  # fmt: skip
    assert (found.listed, found.is_complete, found.unchecked) == (6, False, 1)
    assert found.seasons_without_schedule == [1950]
    assert found.lag_s > timedelta(days=59).total_seconds()


def test_a_game_that_the_schedule_calls_final_and_its_feed_does_not_is_stale(
    warehouse: Warehouse,
) -> None:
    list_games(warehouse, listing(1))
    keep_feed(warehouse, 1, state="I")
    warehouse.transform("game")
    assert progress(warehouse, 1) == "stale"


def test_nothing_listed_is_not_complete(warehouse: Warehouse) -> None:
    found = read_completeness(warehouse.connection, SCOPE)
    assert (found.listed, found.is_complete, found.lag_s) == (0, False, 0)


# -- watermarks ----------------------------------------------------------------------------------


def test_a_watermark_only_goes_forward(warehouse: Warehouse) -> None:
    assert read_watermark(warehouse.connection, "feed") is None
    for at in (NOW - timedelta(hours=2), NOW - timedelta(hours=1), NOW - timedelta(hours=3)):
        advance_watermark(warehouse.connection, "feed", at)
    assert read_watermark(warehouse.connection, "feed") == NOW - timedelta(hours=1)


def test_a_watermark_in_the_future_is_put_right(warehouse: Warehouse) -> None:
    advance_watermark(warehouse.connection, "feed", NOW + timedelta(days=400))
    advance_watermark(warehouse.connection, "feed", NOW - timedelta(minutes=1))
    assert read_watermark(warehouse.connection, "feed") == NOW - timedelta(minutes=1)
