"""Template variables: nine kinds, every depth, and errors that name file, key and variable."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlb_data_platform.errors import UsageError
from mlb_data_platform.jobs import TemplateError, Variables, escape, resolve
from mlb_data_platform.jobs.template import variables_in

NEW_YORK, TOKYO = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
# 03:05 UTC on the 2nd of July: still the evening of the 1st in New York.
NOW = datetime(2024, 7, 2, 3, 5, 9, tzinfo=UTC)
KNOWN = Variables(
    now=NOW,
    zone=NEW_YORK,
    custom={"GAME_PK": "744914", "SEASON": "2024", "lower": "x", "COST": "${TODAY} $${X}"},
    environ={"HOME_TEAM": "147", "EMPTY": "", "TRICK": "${GAME_PK}"},
)


def put_in(value: object, variables: Variables = KNOWN) -> object:
    return resolve(value, variables, file="job.yaml", key="source.parameters")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${TODAY}", "2024-07-01"),
        ("${YESTERDAY}", "2024-06-30"),
        ("${YEAR}", "2024"),
        ("${MONTH}", "07"),
        ("${DAY}", "01"),
        ("${DATE:YYYY-MM-DD}", "2024-07-01"),
        ("${DATE:MM/DD/YYYY}", "07/01/2024"),
        ("${DATE:YYYYMMDD_HHmmss}", "20240701_230509"),
        ("${DATE:M/D/YY}", "7/1/24"),
        ("${DATE:D MMM YYYY}", "1 Jul 2024"),
        ("${DATE:dddd, D MMMM}", "Monday, 1 July"),
        ("${DATE:ddd DDD DDDD}", "Mon 183 183"),
        ("${DATE:h:mm A}", "11:05 PM"),
        ("${DATE:hh H m s a}", "11 23 5 9 pm"),
        ("${DATE:YYYY[T]HH[Z]}", "2024T23Z"),
        ("${DATE:[today]}", "today"),
        ("${DATE:YYYY[MM}", "2024[07"),
        ("${ENV:HOME_TEAM}", "147"),
        ("${ENV:EMPTY}", ""),
        ("${TIMESTAMP}", "2024-07-02T03:05:09Z"),
        ("${UNIX_TIMESTAMP}", "1719889509"),
        ("${GAME_PK}", "744914"),
        ("${lower}", "x"),
        ("games of ${SEASON}: ${GAME_PK}!", "games of 2024: 744914!"),
        ("${YEAR}${MONTH}${DAY}", "20240701"),
        ("$${TODAY}", "${TODAY}"),
        ("$$${TODAY}", "$${TODAY}"),
        ("$${${YEAR}}", "${2024}"),
        ("$5 $$5 } {x} $", "$5 $$5 } {x} $"),
        ("", ""),
    ],
)
def test_a_variable_becomes_its_value(text: str, value: str) -> None:
    assert put_in(text) == value


def test_variables_are_resolved_at_every_depth() -> None:
    value = {"a": ["${YEAR}", {"b": [["x${DAY}y"]]}], "${KEY}": 7, "c": None, "d": ("${SEASON}",)}

    assert put_in(value) == {
        "a": ["2024", {"b": [["x01y"]]}],
        "${KEY}": 7,
        "c": None,
        "d": ["2024"],
    }


def test_days_are_those_of_the_time_zone() -> None:
    tokyo = Variables(now=NOW, zone=TOKYO)

    assert put_in("${TODAY} ${DATE:HH}", tokyo) == "2024-07-02 12"


def test_a_given_today_moves_the_dates_and_leaves_the_instant() -> None:
    given_day = Variables(now=NOW, zone=NEW_YORK, today=date(2023, 1, 1))

    assert put_in("${TODAY} ${YESTERDAY} ${DATE:YY HH}", given_day) == "2023-01-01 2022-12-31 23 23"
    assert put_in("${TIMESTAMP}", given_day) == "2024-07-02T03:05:09Z"


def test_a_custom_variable_wins_over_a_built_in_one() -> None:
    custom = Variables(now=NOW, zone=NEW_YORK, custom={"TODAY": "never", "DATE": "x"})

    assert put_in("${TODAY} ${DATE} ${DATE:YYYY}", custom) == "never x 2024"


def test_a_value_that_looks_like_a_variable_stays_text() -> None:
    assert put_in("${COST} ${ENV:TRICK}") == "${TODAY} $${X} ${GAME_PK}"


@pytest.mark.parametrize(
    ("text", "variable", "hint"),
    [
        ("${TODAI}", "${TODAI}", "did you mean ${TODAY}?"),
        ("${today}", "${today}", "did you mean ${TODAY}?"),
        ("${SEASN}", "${SEASN}", "did you mean ${SEASON}?"),
        ("${NOVEL}", "${NOVEL}", "--var NOVEL=VALUE"),
        ("${}", "${}", "write $${"),
        ("${ TODAY }", "${ TODAY }", "write $${"),
        ("${1ST}", "${1ST}", "write $${"),
        ("x ${TODAY", "${TODAY", "close it"),
        ("${A${B}}", "${A${B}", "write $${"),
        ("${:x}", "${:x}", "write $${"),
        ("${DATE}", "${DATE}", "${DATE:YYYY-MM-DD}"),
        ("${DATE:}", "${DATE:}", "${DATE:YYYY-MM-DD}"),
        ("${DATE:YYYY-QQ}", "${DATE:YYYY-QQ}", "${DATE:YYYY-MM-DD}"),
        ("${DATE:YYYYY}", "${DATE:YYYYY}", "${DATE:YYYY-MM-DD}"),
        ("${DATE:YYYY-MM-DDTHH}", "${DATE:YYYY-MM-DDTHH}", "${DATE:YYYY-MM-DD}"),
        ("${ENV}", "${ENV}", "${ENV:NAME}"),
        ("${ENV:}", "${ENV:}", "${ENV:NAME}"),
        ("${ENV:NOT_SET}", "${ENV:NOT_SET}", "export NOT_SET=VALUE"),
        ("${ENV:HOME_TEEM}", "${ENV:HOME_TEEM}", "did you mean HOME_TEAM?"),
        ("${TODAY:YYYY}", "${TODAY:YYYY}", "write ${TODAY}"),
        ("${ENV:MLB_DB_PASSWORD}", "${ENV:MLB_DB_PASSWORD}", "another name"),
        ("${ENV:MLB_DATABASE_URL}", "${ENV:MLB_DATABASE_URL}", "another name"),
        ("${ENV:github_token}", "${ENV:github_token}", "another name"),
    ],
)
def test_an_unknown_or_malformed_variable_is_named_with_file_and_key(
    text: str, variable: str, hint: str
) -> None:
    with pytest.raises(TemplateError) as refused:
        put_in({"deep": [{"date": text}]})

    error = refused.value
    assert (error.file, error.key) == ("job.yaml", "source.parameters.deep[0].date")
    assert (error.variable, error.exit_code) == (variable, 2)
    assert hint in error.hint
    assert str(error).startswith(f"job.yaml: source.parameters.deep[0].date: {variable}: ")
    assert isinstance(error, UsageError)


def test_a_missing_game_says_which_flags_name_one() -> None:
    with pytest.raises(TemplateError) as refused:
        put_in("${GAME_PK}", Variables(now=NOW, zone=NEW_YORK))

    assert refused.value.hint == "name games with --game-pks N,N or give --var GAME_PK=N"


PIECES = st.lists(st.sampled_from(["$", "{", "}", "${", "$${", "${TODAY}", "A", ":", "é", "\n"]))


@given(st.one_of(st.text(), PIECES.map("".join)))
def test_escaped_text_comes_out_as_it_was(text: str) -> None:
    assert put_in(escape(text)) == text


@given(st.one_of(st.text(), PIECES.map("".join)))
def test_a_value_is_never_read_again(value: str) -> None:
    known = Variables(now=NOW, zone=NEW_YORK, custom={"X": value}, environ={"X": value})

    assert put_in("a${X}b${ENV:X}c", known) == f"a{value}b{value}c"


@given(st.one_of(st.text(), PIECES.map("".join)))
def test_any_text_resolves_or_is_refused_and_nothing_else(text: str) -> None:
    try:
        told = put_in(text)
    except TemplateError as refused:
        told = refused.variable

    assert isinstance(told, str)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("${TODAY} $${NO} ${ENV:X}", {"TODAY", "ENV"}),
        ({"a": ["${A}", ("${B}",)], "b": 7}, {"A", "B"}),
        (7, set()),
        ("${", set()),
    ],
)
def test_the_variables_of_a_value_are_known(value: object, names: set[str]) -> None:
    assert variables_in(value) == names
