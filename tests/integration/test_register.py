"""The Chadwick register, loaded by the command as a user would."""

from pathlib import Path

import pytest

from tests.integration.conftest import Cli, Warehouse
from tests.support.cli import Result

HEADER = "key_person,key_mlbam,key_retro,key_bbref,key_fangraphs,name_last,name_first,birth_year"
OHTANI = "0a1b,660271,ohtas001,ohtansh01,19755,Ohtani,Shohei,1994"
JUDGE = "0c1d,592450,judga001,judgeaa01,15640,Judge,Aaron,1992"
NOBODY = "0e1f,,,smithjo99,,Smith,Joe,1880"
COUNTS = ("inserted", "updated", "unchanged", "without_mlb_id", "repeated")


def write(folder: Path, name: str, *rows: str, header: str = HEADER) -> Path:
    file = folder / name
    file.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    return file


def counts(done: Result) -> tuple[int, ...]:
    assert done.exit_code == 0, done.err
    return tuple(done.json[name] for name in COUNTS)


def test_ids_are_there_once_however_often_they_are_loaded(
    cli: Cli, warehouse: Warehouse, tmp_path: Path
) -> None:
    load = lambda *paths: cli(  # noqa: E731
        "reference", "load-register", *map(str, paths), "--output", "json"
    )
    whole = write(tmp_path, "people.csv", OHTANI, NOBODY, OHTANI)

    assert counts(load(whole)) == (1, 0, 0, 1, 1)
    assert counts(load(whole)) == (0, 0, 1, 1, 1)

    shards = tmp_path / "shards"
    shards.mkdir()
    write(shards, "people-0.csv", OHTANI.replace("19755", "19756"))
    write(shards, "people-c.csv", JUDGE)
    assert counts(load(shards)) == (1, 1, 0, 0, 0)
    assert warehouse.all(
        "select key_mlbam, key_retro, key_fangraphs from person.register order by 1"
    ) == [(592450, "judga001", 15640), (660271, "ohtas001", 19756)]


BAD = {
    "no register": ("id,name\n1,x\n", "found no column key_mlbam, key_retro"),
    "no number": (f"{HEADER}\n0a,many,,,,,,\n", "people.csv:2: key_mlbam: found 'many', wanted"),
    "a number beyond bounds": (f"{HEADER}\n0a,99999999999,,,,,,\n", "people.csv:2: key_mlbam"),
    "nothing": ("", "found no column key_mlbam"),
}


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD)
def test_what_is_no_register_is_refused_and_nothing_is_written(
    cli: Cli, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "people.csv").write_text(text, "utf-8")
    done = cli("reference", "load-register", str(tmp_path / "people.csv"))

    assert done.exit_code == 2
    assert words in " ".join(done.err.split())
    assert "try: take people.csv" in " ".join(done.err.split())


def test_a_place_without_a_register_is_named(cli: Cli, tmp_path: Path) -> None:
    done = cli("reference", "load-register", str(tmp_path / "nowhere"))

    assert done.exit_code == 2
    assert "found no such file or folder" in " ".join(done.err.split())
