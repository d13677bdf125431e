"""The reader: what it understands, and everything it refuses, with file, line and key."""

import pytest

from mlb_data_platform.mapping import (
    COLUMN_TYPES,
    MappingError,
    load_mappings,
    mapping_for_raw_table,
    read_mapping,
)
from mlb_data_platform.mapping.model import (
    Ignored,
    IgnoredKind,
    Scope,
    ScopeOrigin,
    Source,
    SourceKind,
)
from tests.unit.mapping.made_up import KEY, made_up, mapping_text, value

WHOLE = """\
endpoint: [A.read, A.readAll]
raw_tables: [a.raw, raw.a_all]
scope: {columns: [game_pk]}
complete_with: [sportId, date]
not_with: [fields]
context:
  game_pk: {from: game.pk, type: bigint, meaning: The game.}
tables:
  a.things:
    meaning: Things.
    grain: one thing
    key: [game_pk, place]
    partition: year
    indexes: [[name], [name, year]]
    only: complete
    each: things[*]
    columns:
      game_pk: {context: game_pk}
      game: {context: game_pk, meaning: The game again.}
      place: {from: "#", type: smallint, meaning: Place.}
      name: {from: name, type: text, meaning: Name., keep: true}
      year: {from: "@season", type: integer, meaning: Year., unit: a}
ignored:
  - {path: "**.link", kind: link, reason: a URL}
"""


def test_everything_a_mapping_file_may_say_is_read() -> None:
    mapping = read_mapping(WHOLE, name="things")

    assert (mapping.name, mapping.subject) == ("things", "a")
    assert mapping.endpoints == ("A.read", "A.readAll")
    assert mapping.raw_tables == ("a.raw", "raw.a_all")
    assert mapping.scope == Scope(columns=("game_pk",), origin=ScopeOrigin.CONTEXT)
    assert mapping.complete_with == {"sportId", "date"}
    assert mapping.not_with == {"fields"}
    assert mapping.ignored == (Ignored(path="**.link", kind=IgnoredKind.LINK, reason="a URL"),)


def test_everything_a_table_may_say_is_read() -> None:
    table = read_mapping(WHOLE, name="things").tables[0]

    assert (table.name, table.meaning, table.grain) == ("a.things", "Things.", "one thing")
    assert (table.key, table.partition) == (("game_pk", "place"), "year")
    assert table.primary_key == ("game_pk", "place", "year")
    assert table.indexes == (("name",), ("name", "year"))
    assert table.only_complete
    assert [branch.each for branch in table.branches] == ["things[*]"]
    assert [c.name for c in table.columns] == ["game_pk", "game", "place", "name", "year"]


def test_everything_a_column_may_say_is_read() -> None:
    table = read_mapping(WHOLE, name="things").tables[0]

    name, year = table.column("name"), table.column("year")
    assert (name.type, name.meaning, name.unit) == (COLUMN_TYPES["text"], "Name.", "")
    assert (name.keep, year.keep) == (True, False)
    assert (year.source, year.unit) == (Source(kind=SourceKind.REQUEST, steps=("season",)), "a")


def test_a_context_column_is_read_from_the_root_and_may_get_a_meaning_of_its_own() -> None:
    table = read_mapping(WHOLE, name="things").tables[0]

    one, other = table.column("game_pk"), table.column("game")
    assert one.source == other.source == Source(kind=SourceKind.ROOT, steps=("game", "pk"))
    assert (one.meaning, other.meaning) == ("The game.", "The game again.")


def test_what_a_mapping_leaves_out_means_every_request_is_welcome_and_complete() -> None:
    mapping = made_up()

    assert (mapping.complete_with, mapping.not_with, mapping.ignored) == (None, frozenset(), ())
    assert mapping.context == {}
    assert mapping.tables[0].primary_key == ("k",)
    assert not mapping.tables[0].only_complete


def test_a_column_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="absent"):
        made_up().tables[0].column("absent")


def changed(old: str, new: str) -> str:
    assert WHOLE.count(old) == 1
    return WHOLE.replace(old, new)


# What is wrong: the file, the line it is in, and words of the message.
REFUSED = {
    "an unknown key at the top": (changed("endpoint:", "endpint:"), 1, "endpint: no such key"),
    "an unknown key of a table": (changed("grain: one", "grian: one"), 11, "no such key"),
    "an unknown key of a column": (changed("keep: true", "keeps: true"), 21, "keeps: no such key"),
    "an unknown key of the scope": (changed("scope: {", "scope: {x: 1, "), 3, "x: no such key"),
    "an unknown key of what is ignored": (changed("reason:", "why: x, reason:"), 24, "why"),
    "an unknown type": (changed("type: text", "type: tekst"), 21, "did you mean 'text'?"),
    "a type like no other": (changed("type: text", "type: zzz"), 21, "known: any_number, any_text"),
    "an unquoted type with brackets": (changed("type: text", "type: [text]"), 21, "wanted text"),
    "no type": (changed("type: text, ", ""), 21, "type: found nothing, wanted a value"),
    "no path": (changed("from: name, ", ""), 21, "from: found nothing, wanted a value"),
    "a path that is none": (changed("from: name", "from: na me"), 21, "cannot read the path"),
    "no meaning of a column": (changed(", meaning: Name.", ""), 21, "meaning: found nothing"),
    "no meaning of a table": (changed("    meaning: Things.\n", ""), 10, "meaning: found nothing"),
    "no grain": (changed("    grain: one thing\n", ""), 10, "grain: found nothing"),
    "no key": (changed("key: [game_pk, place]", "key: []"), 12, "key: found nothing"),
    "no rows": (changed("    each: things[*]\n", ""), 10, "each: found nothing"),
    "rows that are none": (changed("things[*]", "things"), 16, "each: cannot read 'things'"),
    "no endpoint": (changed("endpoint: [A.read, A.readAll]", "endpoint: []"), 1, "endpoint"),
    "no raw table": (changed("raw_tables: [a.raw, raw.a_all]\n", ""), 1, "raw_tables"),
    "no scope": (changed("scope: {columns: [game_pk]}\n", ""), 1, "scope.columns: found nothing"),
    "a scope from elsewhere": (
        changed("scope: {", "scope: {from: x, "),
        3,
        "found 'x', wanted one of context, rows, days",
    ),
    "a table without the scope's column": (
        changed("columns: [game_pk]", "columns: [other]"),
        10,
        "lacks the scope's column other",
    ),
    "a key without its column": (changed("key: [game_pk, place]", "key: [plac]"), 12, "'place'?"),
    "a partition without its column": (changed("partition: year", "partition: x"), 13, "'x'"),
    "an index without its column": (changed("[[name], ", "[[nam], "), 14, "did you mean 'name'?"),
    "an index that is no list": (changed("[[name], ", "[name, "), 14, "a list of lists of columns"),
    "indexes that are no list": (
        changed("indexes: [[name], [name, year]]", "indexes: name"),
        14,
        "a list of lists of columns",
    ),
    "only something else": (changed("only: complete", "only: some"), 15, "wanted 'complete'"),
    "a context that is not there": (
        changed("game_pk: {context: game_pk}", "game_pk: {context: game_k}"),
        18,
        "did you mean 'game_pk'?",
    ),
    "a column the platform makes": (
        changed("      year:", "      source_raw_id:"),
        22,
        "the platform makes this column",
    ),
    "a column twice": (changed("      game: {", "      game_pk: {"), 19, "first in line 18"),
    "a table without schema": (changed("a.things:", "things:"), 10, "'things' is not a table name"),
    "a table with two schemas": (changed("a.things:", "a.b.things:"), 10, "is not a table name"),
    "a climb above the document": (
        changed("from: name", 'from: "^^name"'),
        21,
        "^^name climbs 2 levels, but each has 1",
    ),
    "the position of the document": (changed('"#"', '"^#"'), 20, "the document itself has no"),
    "the key of the document": (changed('"#"', '"^~"'), 20, "has no position or key"),
    "a flag that is none": (changed("keep: true", "keep: 1"), 21, "wanted true or false"),
    "a unit that is none": (changed("unit: a", "unit: [a]"), 22, "unit"),
    "a bare null key": (changed("      name:", "      null:\n      name:"), 21, "found nothing"),
    "an ignored path of no known kind": (changed("kind: link", "kind: x"), 24, "kind: found 'x'"),
    "an ignored path that is no pattern": (
        changed('"**.link"', '"a[0].link"'),
        24,
        "path: cannot read 'a[0].link'",
    ),
    "an ignored path without reason": (changed(", reason: a URL", ""), 24, "reason: found nothing"),
    "what is not YAML": (changed("endpoint: [", "endpoint: [["), 2, "not YAML"),
}


BRANCHED = """\
endpoint: A.read
raw_tables: a.raw
scope: {columns: [k]}
sets:
  hitting:
    hits: {from: hits, type: smallint, meaning: m}
tables:
  a.t:
    meaning: m
    grain: g
    key: [k]
    each: {one: "things[*]", other: "words[*]"}
    with: {one: stats}
    columns:
      k: {from: $.k, type: bigint, meaning: m}
      n: {from: {one: "#", other: "=5"}, type: smallint, meaning: m}
      said: {from: {other: said}, type: text, meaning: m}
    sets: {hitting: stats.hitting}
"""


def rewritten(old: str, new: str) -> str:
    assert BRANCHED.count(old) == 1
    return BRANCHED.replace(old, new)


def test_every_branch_reads_the_columns_in_its_own_way() -> None:
    one, other = read_mapping(BRANCHED, name="b").tables[0].branches

    assert (one.name, one.each, one.present) == ("one", "things[*]", ("stats",))
    assert (other.name, other.each, other.present) == ("other", "words[*]", ())
    assert [str(c.source) for c in one.columns] == ["$.k", "#", "=", "stats.hitting.hits"]
    assert [str(c.source) for c in other.columns] == ["$.k", "=5", "said", "stats.hitting.hits"]


REFUSED |= {
    "a branch that is not there": (
        rewritten('{one: "#", other', '{one: "#", othr'),
        16,
        "from.othr: no such key",
    ),
    "a wanted value of no branch": (rewritten("with: {one", "with: {on"), 13, "on: no such key"),
    "a set that is not there": (rewritten("{hitting:", "{hiting:"), 18, "did you mean 'hitting'?"),
    "a set below no path": (rewritten("stats.hitting}", "'a[*]'}"), 18, "cannot read the path"),
    "a column that its set has too": (rewritten("      n:", "      hits:"), 18, "'hits' already"),
    "a set that climbs": (rewritten("from: hits", 'from: "^hits"'), 6, "no path below an item"),
    "a set that knows the context": (rewritten("from: hits", "context: k"), 6, "no 'k' in context"),
    "a constant of the wrong kind": (rewritten('"=5"', '"=five"'), 16, "=five is no whole number"),
    "a constant for a rate": (
        rewritten("{other: said}, type: text", '"=5", type: double'),
        17,
        "=5 is double, wanted text or smallint",
    ),
    "the document as a value": (
        rewritten("from: {other: said}", 'from: "^."'),
        17,
        "only a row's own item",
    ),
    "an item that is a value and holds some": (
        rewritten("{other: said}", "{other: .}"),
        15,
        "leads through a place that is read as a value",
    ),
    "rows where nothing is": (
        rewritten("{one: stats}", "{one: 'a b'}"),
        13,
        "cannot read the path",
    ),
    "rows only with what no column reads": (
        rewritten("{one: stats}", "{one: stats.hiting}"),
        13,
        "one: no column reads 'stats.hiting' or anything below it",
    ),
    "a context without a path": (
        changed("from: game.pk", 'from: "="'),
        7,
        "is no path of the document",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_mapping_may_not_say_is_refused_at_its_line(case: str) -> None:
    text, line, words = REFUSED[case]
    with pytest.raises(MappingError) as refused:
        read_mapping(text, name="things")

    assert str(refused.value).startswith(f"things.yaml:{line}:"), refused.value
    assert words in str(refused.value)
    assert (refused.value.line, refused.value.exit_code) == (line, 3)


NO_TABLES = ["endpoint: A.a\nraw_tables: a.a\n", "endpoint: A.a\ntables: {}\n"]


@pytest.mark.parametrize("text", NO_TABLES)
def test_a_mapping_without_tables_is_refused(text: str) -> None:
    with pytest.raises(MappingError, match="tables: found none, wanted one at least"):
        read_mapping(text, name="empty")


@pytest.mark.parametrize("text", ["", "- a", "just words"])
def test_a_file_that_is_no_mapping_of_keys_is_refused(text: str) -> None:
    with pytest.raises(MappingError, match=r"^empty.yaml:1:1: .*wanted a mapping"):
        read_mapping(text, name="empty")


def test_the_nearest_key_is_offered() -> None:
    with pytest.raises(MappingError) as refused:
        read_mapping(changed("keep: true", "kept: true"), name="things")

    assert refused.value.hint.startswith("did you mean keep?")


# Mistakes that compile into a decoder that breaks, or into values nobody meant.
LET_THROUGH = {
    "one place as two types": {"k": KEY, "v": value(kind="integer"), "w": value(kind="text")},
    "one place as date and text": {"k": KEY, "v": value(kind="date"), "w": value(kind="text")},
    "one place as value and object": {"k": KEY, "v": value(), "w": value("v.w")},
    "an alternative where there is none": {"k": KEY, "v": value("$.a.{~}.b")},
    "an alternative on the item's own path": {"k": KEY, "v": value("{~}.b")},
    "a position as text": {"k": KEY, "v": value("#", "text")},
    "a key as number": {"k": KEY, "v": value("~", "integer")},
    "a request parameter as date": {"k": KEY, "v": value("@date", "date")},
}


@pytest.mark.parametrize("case", LET_THROUGH)
def test_columns_that_cannot_be_read_are_refused_by_the_reader(case: str) -> None:
    with pytest.raises(MappingError):
        made_up(LET_THROUGH[case])


@pytest.mark.parametrize("path", ["^season", "#", "~"])
def test_context_that_is_no_path_of_the_document_is_refused(path: str) -> None:
    context = f'context: {{s: {{from: "{path}", type: integer, meaning: m}}}}'
    with pytest.raises(MappingError):
        made_up({"k": KEY, "s": "{context: s}"}, top=context)


def test_a_scope_of_days_names_sport_and_day() -> None:
    with pytest.raises(MappingError):
        read_mapping(mapping_text(scope="{columns: [k], from: days}"), name="x")


def test_shipped_mappings_are_read_once_and_in_the_order_of_their_names() -> None:
    names = [mapping.name for mapping in load_mappings()]

    assert names == sorted(names)
    assert load_mappings() is load_mappings()


RAW = [("game.live_game_v1", "game"), ("schedule.schedule", "schedule")]


@pytest.mark.parametrize(("raw_table", "subject"), [*RAW, ("season.seasons", "season")])
def test_a_raw_table_leads_to_the_mapping_that_reads_it(raw_table: str, subject: str) -> None:
    mapping = mapping_for_raw_table(raw_table)

    assert mapping is not None
    assert mapping.subject == subject


def test_a_raw_table_that_nothing_reads_leads_to_no_mapping() -> None:
    assert mapping_for_raw_table("raw.never_heard_of") is None


PART = """\
sets:
  pitching:
    outs: {from: outs, type: smallint, meaning: m}
tables:
  a.more:
    {meaning: m, grain: g, key: [k], each: "more[*]",
     columns: {k: {from: $.k, type: bigint, meaning: m}}, sets: {hitting: h, pitching: p}}
ignored:
  - {path: copyright, kind: licence, reason: r}
"""


def test_a_mapping_may_have_parts_that_share_its_sets() -> None:
    mapping = read_mapping(BRANCHED, name="b", parts={"b.more": PART})

    assert [table.name for table in mapping.tables] == ["a.t", "a.more"]
    assert [str(c.source) for c in mapping.tables[1].columns] == ["$.k", "h.hits", "p.outs"]
    assert [one.path for one in mapping.ignored] == ["copyright"]


REFUSED_PARTS = {
    "a table twice": (PART.replace("a.more", "a.t"), 6, "another file of the mapping has it"),
    "a set twice": (PART.replace("  pitching:", "  hitting:"), 3, "another file of the mapping"),
    "a key of the whole": ("endpoint: A.read", 1, "endpoint: no such key"),
}


@pytest.mark.parametrize("case", REFUSED_PARTS)
def test_what_a_part_may_not_say_is_refused_at_its_line(case: str) -> None:
    text, line, words = REFUSED_PARTS[case]
    with pytest.raises(MappingError, match=rf"^b\.more\.yaml:{line}:") as refused:
        read_mapping(BRANCHED, name="b", parts={"b.more": text})

    assert words in str(refused.value)
