"""docs/delta.md: its commands in their order, then what it reads back."""

import urllib.request
from pathlib import Path
from typing import Any

import pytest

from mlb_data_platform.warehouse import Database
from tests.export.conftest import BUCKET, Lake
from tests.export.test_delta import games, recaptured
from tests.support.cli import Result, mlb_etl
from tests.support.pages import blocks, commands
from tests.support.stubs import REPOSITORY

PAGE = REPOSITORY / "docs/delta.md"


def type_out(words: list[str], database: Database, home: Path, store: dict[str, str]) -> Result:
    """A command of the page, with the folders and the bucket of the test."""
    places = {"~/mlb-lake": f"{home}/lake", "copies": f"{home}/copies"}
    typed = [places.get(word, word).replace("s3://bucket/", f"s3://{BUCKET}/") for word in words]
    return mlb_etl(*typed[1:], env={"MLB_DATABASE_URL": database.url, "MLB_HOME": str(home)})


@pytest.mark.nightly
def test_the_page_is_true_from_its_first_command_to_its_last_block(
    lake: Lake, store: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    make = urllib.request.Request(f"{store['AWS_ENDPOINT_URL']}/{BUCKET}", method="PUT")
    urllib.request.urlopen(make).close()
    first, *others = games()
    lake.take_in(first, *others)
    shell = [words for block in blocks(PAGE) if not block.language for words in commands(block)]
    ours = [words[words.index("mlb-etl") :] for words in shell if "mlb-etl" in words]
    for words in ours:
        done = type_out(words, lake.database, tmp_path, store)
        assert done.exit_code == 0, (words, done.err)
    lake.take_in(recaptured(first, plays=10))
    again = type_out(ours[0], lake.database, tmp_path, store)
    history = ["mlb-etl", "export", "history", "~/mlb-lake", "--table", "game.plays"]
    told = type_out([*history, "--output", "json"], lake.database, tmp_path, store)

    known: dict[str, Any] = {"lake": f"{tmp_path}/lake", "copies": f"{tmp_path}/copies"}
    for block in blocks(PAGE):
        if block.language == "python":
            exec(block.text, known)
    plays = lake.one("select count(*) from game.plays")
    assert (again.exit_code, told.exit_code) == (0, 0)
    assert f"`{' '.join(history)}`" in PAGE.read_text("utf-8")
    assert known["pitches"].height == lake.one("select count(*) from game.play_events")
    assert known["before"].height == known["as_it_was"].num_rows > plays
    assert known["added"].height == 0
    assert known["by_inning"].fetchall()
    assert known["lines"].height >= lake.one("select count(*) from game.batting_lines")
    assert len(ours) == 7
