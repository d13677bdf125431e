"""What docs/spark.md and docs/delta.md show is what happens."""

import os
import re
from pathlib import Path

import pytest

from mlb_data_platform.engines import transform_documents
from mlb_data_platform.engines.spark import SparkEngine
from mlb_data_platform.export import Format, Place, Source, export_table
from tests.spark.conftest import Twin
from tests.support.stubs import REPOSITORY, STUB_DIR, document_of, game_file

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[str]:
    return BLOCK.findall((REPOSITORY / "docs" / page).read_text("utf-8"))


@pytest.mark.cluster
def test_the_example_of_the_library_runs_as_it_stands(spark: SparkEngine, tmp_path: Path) -> None:
    (example,) = blocks("spark.md")
    known: dict[str, object] = {"os": os, "stubs": STUB_DIR, "folder": str(tmp_path)}
    exec(example, known)

    assert known["spark"] is not None
    assert known["home_runs"] > 10  # type: ignore[operator]
    assert (known["problems"], known["doubtful"]) == ([], [])


def test_a_lake_is_read_back_as_the_page_shows(twins: object, tmp_path: Path) -> None:
    (twin,) = twins([document_of(game_file(744914))], 1)  # type: ignore[operator]
    assert isinstance(twin, Twin)
    twin.transform(engine=transform_documents, only="game")
    place = Place.parse(str(tmp_path), {})
    for table in ("game.plays", "game.play_events"):
        export_table(
            Source(database=twin.database, table=table), place, Format.DELTA, run_id="test"
        )
    known: dict[str, object] = {"lake": str(tmp_path)}
    for example in blocks("delta.md"):
        exec(example, known)

    assert known["pitches"].height == twin.one("select count(*) from game.play_events")  # type: ignore[attr-defined]
