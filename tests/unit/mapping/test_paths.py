"""The path language: `each` and `from`."""

import pytest

from mlb_data_platform.mapping.model import Branch, Level, LevelKind, Source, SourceKind
from mlb_data_platform.mapping.paths import parse_each, parse_from


def array(*steps: str) -> Level:
    return Level(kind=LevelKind.ARRAY, steps=steps)


EACH = {
    "the document": ("$", ()),
    "the document is an array": ("[*]", (Level(kind=LevelKind.ARRAY, steps=()),)),
    "an array in an array that is the document": (
        "[*].runners[*]",
        (Level(kind=LevelKind.ARRAY, steps=()), array("runners")),
    ),
    "a named value of the document": (
        "{pick}",
        (Level(kind=LevelKind.ALTERNATIVES, steps=(), names=("pick",)),),
    ),
    "an array": ("dates[*]", (array("dates"),)),
    "an array further down": ("plays.allPlays[*]", (array("plays", "allPlays"),)),
    "an array in an array": ("dates[*].games[*]", (array("dates"), array("games"))),
    "a name with a digit and a dash": ("v1.x-y[*]", (array("v1", "x-y"),)),
    "all values": ("data.players.*", (Level(kind=LevelKind.VALUES, steps=("data", "players")),)),
    "some values": (
        "teams.{away,home}",
        (Level(kind=LevelKind.ALTERNATIVES, steps=("teams",), names=("away", "home")),),
    ),
    "arrays of some values": (
        "hits.{away,home}[*]",
        (Level(kind=LevelKind.ALTERNATIVES, steps=("hits",), names=("away", "home")), array()),
    ),
    "values of some values": (
        "teams.{away,home}.players.*",
        (
            Level(kind=LevelKind.ALTERNATIVES, steps=("teams",), names=("away", "home")),
            Level(kind=LevelKind.VALUES, steps=("players",)),
        ),
    ),
}


@pytest.mark.parametrize("case", EACH)
def test_each_is_read_into_levels_from_the_outermost_on(case: str) -> None:
    text, levels = EACH[case]
    assert parse_each(text) == levels


NOT_EACH = {
    "a plain path": "plays.allPlays",
    "a path after the array": "plays[*].about",
    "no point after the document": "[*]plays[*]",
    "an index": "plays[0]",
    "no name between braces": "teams.{}",
    "a blank": "plays [*]",
    "a doubled point": "a..b[*]",
    "a leading point": ".a[*]",
    "text behind the brackets": "a[*]b[*]",
    "the document and more": "$.plays[*]",
}


@pytest.mark.parametrize("case", NOT_EACH)
def test_what_is_no_way_to_rows_is_refused_with_an_example(case: str) -> None:
    with pytest.raises(ValueError, match=r"wanted such as 'a\.b\[\*\]'"):
        parse_each(NOT_EACH[case])


@pytest.mark.parametrize("text", ["", "a[*].", "a.*.", "a.{x,y}."])
def test_a_way_to_rows_ends_where_it_says_it_ends(text: str) -> None:
    with pytest.raises(ValueError, match="wanted such as"):
        parse_each(text)


def item(*steps: str, up: int = 0) -> Source:
    return Source(kind=SourceKind.ITEM, steps=steps, up=up)


FROM = {
    "a field": ("index", item("index")),
    "a field further down": ("about.inning", item("about", "inning")),
    "a field of the enclosing item": ("^about.inning", item("about", "inning", up=1)),
    "a field two items up": ("^^date", item("date", up=2)),
    "a field of the document": ("$.a.b", Source(kind=SourceKind.ROOT, steps=("a", "b"))),
    "a field by alternative": (
        "$.teams.{~}.runs",
        Source(kind=SourceKind.ROOT, steps=("teams", "{~}", "runs")),
    ),
    "a request parameter": ("@sportId", Source(kind=SourceKind.REQUEST, steps=("sportId",))),
    "the whole request": ("@*", Source(kind=SourceKind.REQUEST, steps=("*",))),
    "when it was captured": (
        "!captured_at",
        Source(kind=SourceKind.CAPTURED, steps=("captured_at",)),
    ),
    "the position": ("#", Source(kind=SourceKind.POSITION)),
    "the position of the enclosing item": ("^#", Source(kind=SourceKind.POSITION, up=1)),
    "the position counted from 1": ("#1", Source(kind=SourceKind.POSITION, first=1)),
    "the item itself": (".", item()),
    "the same for every row": ("=a word", Source(kind=SourceKind.CONSTANT, steps=("a word",))),
    "the place in a list": (
        "^bench[person.id]",
        Source(kind=SourceKind.LISTED, up=1, steps=("bench",), looked_up=("person", "id")),
    ),
    "the key": ("~", Source(kind=SourceKind.KEY)),
    "the key two items up": ("^^~", Source(kind=SourceKind.KEY, up=2)),
}


@pytest.mark.parametrize("case", FROM)
def test_from_is_read_into_the_way_to_a_value(case: str) -> None:
    text, source = FROM[case]
    assert parse_from(text) == source


@pytest.mark.parametrize("case", FROM)
def test_a_way_to_a_value_is_shown_as_the_file_writes_it(case: str) -> None:
    text, source = FROM[case]
    assert str(source) == text


@pytest.mark.parametrize("case", EACH)
def test_levels_are_shown_as_the_file_writes_them(case: str) -> None:
    text, levels = EACH[case]
    assert Branch(levels=levels, columns=()).each == text


NOT_FROM = ["", "^", "a.", ".a", "a..b", "a b", "a[0]", "a[*].b", "$", "$.", "@", "@a b", "^@a"]


@pytest.mark.parametrize("text", [*NOT_FROM, "^$.a", "#a", "~.a", "a^b", "{a,b}.c"])
def test_what_is_no_way_to_a_value_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"wanted such as 'about\.inning'"):
        parse_from(text)
