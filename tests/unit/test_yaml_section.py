"""Strict YAML: places of errors, types, and scalars as they are written."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest

from mlb_data_platform.errors import YamlFileError
from mlb_data_platform.yaml_section import Section, read_section, read_section_file

UNREADABLE = {
    "an open bracket": ("a: [1", 1),
    "a tab": ("a:\n\tb: 1", 2),
    "a list at the top": ("- a", 1),
    "a text at the top": ("a", 1),
    "nothing": ("", 1),
    "a control character": ("a: \x00", 1),
    "two documents": ("a: 1\n---\nb: 2", 2),
    "a doubled key": ("a: 1\nb: 2\na: 3", 3),
    "a key that is a list": ("a: 1\n? [x]\n: 1\n? [y]\n: 2", 4),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_is_not_a_mapping_is_refused_with_its_line(case: str) -> None:
    text, line = UNREADABLE[case]
    with pytest.raises(YamlFileError) as refused:
        read_section(text, file="x.yaml")

    assert (refused.value.file, refused.value.line) == ("x.yaml", line)


WRONG = {
    "text": ("text", "a: 1"),
    "text for nothing": ("text", "a:"),
    "text for a list": ("text", "a: [b]"),
    "text for a mapping": ("text", "a: {b: c}"),
    "empty text": ("text", "a: ''"),
    "absent text": ("text", "b: c"),
    "texts": ("texts", "a: b"),
    "texts with a number": ("texts", "a: [1]"),
    "texts with a list": ("texts", "a: [[b]]"),
    "number": ("number", "a: b"),
    "number for yes": ("number", "a: yes"),
    "number that is negative": ("number", "a: -1"),
    "number that is none": ("number", "a: .nan"),
    "count": ("count", "a: 1.5"),
    "count of none": ("count", "a: 0"),
    "day": ("day", "a: today"),
    "day with a time": ("day", "a: 2024-07-01T00:00:00Z"),
    "day that is none": ("day", "a: 2024-13-45"),
    "section": ("section", "a: b"),
    "sections": ("sections", "a: [b]"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_value_of_another_type_is_refused_at_its_key(case: str) -> None:
    wanted, text = WRONG[case]
    with pytest.raises(YamlFileError) as refused:
        getattr(read_section(text, file="x.yaml"), wanted)("a")

    assert refused.value.key == "a"
    assert (refused.value.line, refused.value.file) == (1, "x.yaml")


def test_values_come_as_the_type_that_is_wanted() -> None:
    top = read_section("t: x\nl: [a, b]\nn: 1\nf: 0.5\nd: 2024-07-01\ns: {k: v}", file="x")

    assert (top.text("t"), top.text("no", "-"), top.texts("l")) == ("x", "-", ("a", "b"))
    assert (top.count("n"), top.number("n"), top.number("f")) == (1, 1.0, 0.5)
    assert (top.day("d"), top.section("s").text("k")) == (dt.date(2024, 7, 1), "v")
    assert (top.texts("no"), top.number("no"), top.count("no"), top.day("no")) == ((), *[None] * 3)
    assert (top.section("no").names(), top.sections("no")) == ([], [])


def test_parameters_are_the_characters_of_the_file() -> None:
    text = "date: 2024-07-01\nactive: no\nid: 007\nids: [1, 2]\ndeep: {a: {b: 0x1}}"

    assert read_section(text, file="x").as_written() == {
        "date": "2024-07-01",
        "active": "no",
        "id": "007",
        "ids": ["1", "2"],
        "deep": {"a": {"b": "0x1"}},
    }


@pytest.mark.parametrize(("text", "key"), [("a: ~", "a"), ("a: [1, null]", "a[1]")])
def test_a_parameter_without_a_value_is_refused(text: str, key: str) -> None:
    with pytest.raises(YamlFileError, match="found nothing") as refused:
        read_section(f"s: {{{text}}}", file="x").section("s").as_written()

    assert refused.value.key == f"s.{key}"


def test_yaml_that_holds_itself_is_refused() -> None:
    with pytest.raises(YamlFileError, match="levels"):
        read_section("a: &a [*a]", file="x").as_written()


def test_a_key_that_has_no_near_one_is_told_the_keys_there_are() -> None:
    section = read_section("s:\n  zzz: 1", file="x").section("s")

    with pytest.raises(YamlFileError) as refused:
        section.allow(("alpha", "beta"))

    assert (refused.value.key, refused.value.line, refused.value.column) == ("s.zzz", 2, 3)
    assert refused.value.hint == "keys are alpha, beta"


@pytest.mark.parametrize("name", ["absent.yaml", "latin.yaml", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"a: \xff\xfe")

    with pytest.raises(YamlFileError, match="cannot be read") as refused:
        read_section_file(tmp_path / name)

    assert (refused.value.file, refused.value.line) == (str(tmp_path / name), 0)


def test_a_section_knows_its_keys() -> None:
    section: Section = read_section("b: 1\na: 2", file="x")

    assert (section.names(), "a" in section, "c" in section) == (["b", "a"], True, False)


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in pairwise("abcdefghijklmn")
)
BOMBS = {
    "a billion laughs": LAUGHS,
    "an alias of itself": "a: &a [*a]",
    "brackets": "a: " + "[" * 100_000,
    "dashes": "a:\n " + "- " * 100_000 + "x",
    "more than a person writes": "a: " + "x" * 2_000_000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_file_that_blows_up_is_refused_at_once(tmp_path: Path, text: str) -> None:
    bomb = tmp_path / "bomb.yaml"
    bomb.write_text(text)

    with pytest.raises(YamlFileError, match="wanted"):
        read_section_file(bomb)


def test_a_value_may_be_repeated_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    file.write_text("a: &club Cubs\nb: *club")

    assert read_section_file(file).text("b") == "Cubs"
