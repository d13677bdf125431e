"""The page of a report: it says everything, and needs nothing but itself."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from mlb_data_platform.quality.model import QualityReport, Result, Severity, Status
from mlb_data_platform.quality.page import headline, render_page
from mlb_data_platform.quality.rules import Kind
from tests.unit.quality.test_model import ERROR, FAILED, NOW, PASSED, SILENT, WARNING, report

LOUD = replace(
    FAILED,
    name="game.plays.outs",
    table="game.plays",
    promise="Outs are <few>.",
    rows_checked=1429,
    rows_failed=2,
    examples=[{"game_pk": 744914, "outs": 7}, {"game_pk": 744914, "outs": None}],
    reason="Because & so.",
)
COMPARED = Result(
    name="runs_by_inning",
    kind=Kind.RECONCILIATION,
    promise="Runs agree.",
    status=Status.PASSED,
    rows_checked=244,
    rows_excepted=1,
    games=14,
    started_at=NOW,
    exceptions=[
        {
            "game_pk": 717055,
            "subject": "inning 3 away",
            "measure": "runs",
            "official": "2",
            "recomputed": None,
            "reason": "at_bat_index 41: taken back",
        }
    ],
)
STALE = replace(COMPARED, name="hits", exceptions=(), stale=COMPARED.exceptions)


class Tags(HTMLParser):
    """Every tag that opens, with its attributes, and whether all are closed in order."""

    VOID = frozenset({"meta", "br", "link", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(*results: Result) -> str:
    return render_page(report(*results))


def test_a_page_loads_nothing_from_anywhere() -> None:
    text = page(LOUD, COMPARED, STALE, ERROR, WARNING, SILENT)
    tags = Tags(text)
    asked = [a for tag, attrs in tags.seen for a in attrs if a in {"src", "href", "srcset"}]

    assert (asked, tags.open) == ([], [])
    assert {tag for tag, _ in tags.seen}.isdisjoint({"script", "link", "img", "iframe"})
    assert re.findall(r"https?:|url\(|@import", text) == []


def test_a_failure_is_named_with_promise_numbers_and_examples() -> None:
    text = page(LOUD)
    for said in ("game.plays.outs", "Outs are &lt;few&gt;.", "2 of 1,429", "744914", "none"):
        assert said in text
    assert "Because &amp; so." in text


def test_what_failed_stands_open_and_what_passed_is_folded() -> None:
    folds = [a for tag, a in Tags(page(LOUD, COMPARED)).seen if tag == "details"]
    assert ["open" in attributes for attributes in folds] == [False, True]


def test_why_a_check_could_not_be_made_is_said() -> None:
    text = page(replace(ERROR, table="game.plays", error='column "x" does not exist'))
    assert "column &#34;x&#34; does not exist" in text


def test_known_exceptions_are_named_with_their_reasons() -> None:
    text = page(COMPARED)
    for said in ("717055", "inning 3 away", "at_bat_index 41: taken back", "244 values compared"):
        assert said in text
    assert "Stale exceptions" not in text


def test_stale_exceptions_are_named() -> None:
    text = page(STALE)
    assert "Stale exceptions" in text
    assert "Known exceptions" not in text


def test_a_run_over_nothing_says_so() -> None:
    empty = QualityReport(run_id="r", started_at=NOW, scope="season 1875", left_out=7)
    text = render_page(empty)
    for said in ("Nothing was checked", "There was nothing to check.", "7 checks were left out"):
        assert said in text


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ((PASSED, SILENT), "Everything that was checked holds"),
        ((PASSED, WARNING), "Passed, with 1 warning"),
        ((FAILED, WARNING), "1 check failed"),
        ((FAILED, FAILED, ERROR), "2 checks failed"),
        ((PASSED, ERROR), "1 check could not be made"),
        ((SILENT,), "Nothing was checked"),
    ],
    ids=["passed", "a warning", "failed", "two failed", "could not", "nothing"],
)
def test_the_headline_is_the_worst_that_was_found(results: tuple[Result, ...], said: str) -> None:
    assert headline(report(*results)) == said


def test_a_warning_is_no_failure_on_the_page_either() -> None:
    text = page(replace(LOUD, severity=Severity.WARNING), PASSED)
    assert "Passed, with 1 warning" in text
    assert 'class="warning"' in text
