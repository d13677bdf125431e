"""`mlb-etl plan`: what a scheduler needs to know before it fans out, where it looks for it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.support.cli import mlb_etl


def test_a_named_day_is_written_as_it_is_meant_and_no_new_line_with_it(tmp_path: Path) -> None:
    done = mlb_etl("plan", "day", "--date", "07/01/2024", "--to", str(tmp_path / "day"))

    assert (done.exit_code, done.out) == (0, "2024-07-01\n")
    assert (tmp_path / "day").read_text() == "2024-07-01"


@pytest.mark.parametrize(("flags", "back"), [((), 1), (("--today",), 0)])
@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
def test_without_a_date_it_is_yesterday_or_today_in_the_zone(
    zone: str, flags: tuple[str, ...], back: int
) -> None:
    before, done, after = (
        datetime.now(UTC),
        mlb_etl("plan", "day", "--timezone", zone, *flags, env={"MLB_DATE": ""}),
        datetime.now(UTC),
    )

    days = {str((at.astimezone(ZoneInfo(zone)) - timedelta(days=back)).date()) for at in (before, after)}  # noqa: E501  # fmt: skip
    assert done.out.strip() in days


def test_months_are_cut_where_the_span_begins_and_ends(tmp_path: Path) -> None:
    file = tmp_path / "months.json"
    days = ("--start-date", "2024-06-20", "--end-date", "2024-08-10")
    done = mlb_etl("plan", "months", *days, "--to", str(file))

    assert done.exit_code == 0
    assert json.loads(file.read_text()) == done.json
    assert [list(month.values()) for month in done.json] == [
        ["2024-06-20", "2024-06-30"],
        ["2024-07-01", "2024-07-31"],
        ["2024-08-01", "2024-08-10"],
    ]


def test_a_season_is_its_calendar_year() -> None:
    months = mlb_etl("plan", "months", "--season", "2024").json

    assert len(months) == 12
    assert (months[0]["start_date"], months[-1]["end_date"]) == ("2024-01-01", "2024-12-31")


@pytest.mark.parametrize(
    ("words", "exit_code", "says"),
    [
        (("months",), 2, "wanted --season or both days"),
        (("months", "--season", "2024", "--start-date", "2024-07-01"), 2, "cannot both be given"),
        (("day", "--date", "tomorrow"), 2, "wanted a day"),
        (("day", "--to", "/nowhere/day"), 3, "/nowhere/day: cannot be written"),
    ],
    ids=["no span", "both spans", "no day", "no folder"],
)
def test_what_cannot_be_planned_says_why(words: tuple[str, ...], exit_code: int, says: str) -> None:
    done = mlb_etl("plan", *words)

    assert done.exit_code == exit_code
    assert says in " ".join(done.err.split())
