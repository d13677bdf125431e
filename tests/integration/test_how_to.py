"""Every command and block of the pages under docs/how-to runs, or is read by what reads it."""

import configparser
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlb_data_platform.jobs import load_job
from mlb_data_platform.statsapi import read_catalogue
from mlb_data_platform.warehouse import connect
from tests.integration.conftest import Warehouse, filled
from tests.support.cli import Result, environment, mlb_etl
from tests.support.databases import TestServer
from tests.support.pages import Block, blocks, commands, commands_in_text, parse
from tests.support.simulated import feed_document, simulated_feeds
from tests.support.stubs import REPOSITORY, STUB_DIR, read_envelope, stub_files

PAGES = sorted((REPOSITORY / "docs/how-to").glob("*.md"))
NAMES = [page.stem for page in PAGES]
OTHERS = {"make", "source", "export", "pip"}
"""Programs of others in the pages' shell blocks."""
RUN = [
    ("endpoints",),
    ("query",),
    ("runs",),
    ("db", "status"),
    ("db", "url"),
    ("db", "migrate"),
    ("pipeline", "status"),
    ("raw", "corrected"),
]
"""Commands that ask nobody outside and take a moment."""


def of_language(name: str, *languages: str) -> list[Block]:
    page = REPOSITORY / "docs/how-to" / f"{name}.md"
    return [block for block in blocks(page) if block.language in languages]


@pytest.fixture(scope="module")
def games(server: TestServer) -> Iterator[Warehouse]:
    """A few simulated games, and an answer of a method without tables."""
    with filled(server, map(feed_document, simulated_feeds(6))) as one:
        game_pk = read_envelope(stub_files("game/content/*.json.gz")[0])["path_params"]["game_pk"]
        ask = ("--endpoint", "Game.content", "--param", f"game_pk={game_pk}")
        kept = typed(one, "ingest", *ask, "--stub-mode", "replay", "--save")
        assert kept.exit_code == 0, kept.err
        yield one


def typed(games: Warehouse, *words: str) -> Result:
    """A command as a user types it, on these games."""
    settings = {"MLB_DATABASE_URL": games.context.database.url, "MLB_STUB_DIR": str(STUB_DIR)}
    return mlb_etl(*words, env=settings)


@pytest.fixture(scope="module")
def somebody(games: Warehouse) -> tuple[str, str]:
    """Name and number of a simulated player, for the real one whom the pages ask about."""
    name, number = games.all(
        "select min(full_name), min(person_id)::text from game.game_players"
        " group by last_name having count(distinct person_id) = 1 order by 1 limit 1"
    )[0]
    return name, number


def test_there_is_a_page_for_every_task_and_each_is_on_the_maps() -> None:
    assert set(NAMES) == {
        "add-an-endpoint",
        "bi-tools",
        "duckdb-polars-pandas",
        "keep-it-current",
        "one-players-pitches",
        "season-on-my-laptop",
    }
    for entrance, prefix in (("README.md", "docs/how-to"), ("docs/README.md", "how-to")):
        text = (REPOSITORY / entrance).read_text("utf-8")
        assert [name for name in NAMES if f"({prefix}/{name}.md)" not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_block_is_of_a_language_that_is_tried(name: str) -> None:
    languages = {block.language for block in blocks(REPOSITORY / "docs/how-to" / f"{name}.md")}
    assert languages <= {"bash", "python", "sql", "yaml", "ini", "cron"}
    assert "bash" in languages


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_read_by_the_real_command_line(name: str) -> None:
    page = REPOSITORY / "docs/how-to" / f"{name}.md"
    shell = [words for block in of_language(name, "bash") for words in commands(block)]
    ours = [words for words in shell if words[0] == "mlb-etl"] + commands_in_text(page)
    with environment({}):
        for words in ours:
            parse(words)

    assert {words[0] for words in shell} - {"mlb-etl"} <= OTHERS
    assert len(ours) > 1


@pytest.mark.parametrize("name", NAMES)
def test_every_shell_block_is_shell(name: str) -> None:
    for block in of_language(name, "bash"):
        done = subprocess.run(["bash", "-n"], input=block.text, text=True, check=False)
        assert done.returncode == 0, block.text


def test_what_pages_tell_others_to_do_is_there() -> None:
    words = [w for name in NAMES for b in of_language(name, "bash") for w in commands(b)]
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]

    assert all(f"\n{one[1]}:" in makefile for one in words if one[0] == "make")
    for one in words:
        if one[0] == "pip":
            extra = one[2].partition("[")[2].rstrip("]")
            assert extra in project["optional-dependencies"]


def is_run(words: list[str]) -> bool:
    begins = any(tuple(words[1 : 1 + len(run)]) == run for run in RUN)
    return words[0] == "mlb-etl" and "--db-url" not in words and (begins or "--dry-run" in words)


@pytest.mark.parametrize("name", NAMES)
def test_commands_that_only_look_do_what_the_page_says(name: str, games: Warehouse) -> None:
    for block in of_language(name, "bash"):
        for words in filter(is_run, commands(block)):
            done = typed(games, *words[1:])
            assert done.exit_code == 0, (words, done.err)
            assert done.out.strip() or done.err.strip(), words


@pytest.mark.parametrize("name", NAMES)
def test_python_blocks_run_one_after_the_other(
    name: str,
    games: Warehouse,
    somebody: tuple[str, str],
    tmp_path: Path,
    monkeypatch: Any,
) -> None:
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {}
    with environment({"MLB_DATABASE_URL": games.context.database.url}):
        for block in of_language(name, "python"):
            text = block.text.replace("Ohtani", somebody[0]).replace("660271", somebody[1])
            exec(compile(text, f"{name}.md", "exec"), known)


@pytest.mark.parametrize("name", NAMES)
def test_sql_blocks_run(name: str, games: Warehouse) -> None:
    with connect(games.context.database) as connection:
        for block in of_language(name, "sql"):
            with connection.transaction(force_rollback=True):
                cursor = connection.execute(block.text)
                assert cursor.description or "create role" in block.text


@pytest.mark.parametrize("name", NAMES)
def test_files_are_read_by_what_reads_them(name: str, tmp_path: Path) -> None:
    for block in of_language(name, "yaml"):
        if "methods" in yaml.safe_load(block.text):
            assert read_catalogue(block.text, file=name).entries
            continue
        job = tmp_path / "job.yaml"
        job.write_text(block.text)
        assert load_job(job).name
    for block in of_language(name, "ini"):
        unit = configparser.ConfigParser(interpolation=None)
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read_string(block.text)
        if "Service" in unit:
            program, *words = unit["Service"]["ExecStart"].split()
            parse(["mlb-etl", *words])
            assert program.endswith("/mlb-etl")
    for block in of_language(name, "cron"):
        for line in block.text.splitlines():
            fields = line.split(maxsplit=5)
            assert all(set(field) <= set("0123456789*/,-") for field in fields[:5])
            parse(fields[5].split())
