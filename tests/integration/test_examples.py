"""The example notebook runs as it stands on what `mlb-etl demo` made, and shows pictures."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from mlb_data_platform.warehouse import EmbeddedServer
from tests.support.cli import environment, mlb_etl
from tests.support.stubs import REPOSITORY

EXAMPLE = REPOSITORY / "examples/a_week_of_baseball.ipynb"
PICTURES = 3


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with a simulated day, made by the command that the notebook names."""
    home = tmp_path_factory.mktemp("home")
    try:
        day = ("--start", "2024-04-01", "--days", "1", "--output", "json")
        done = mlb_etl("demo", *day, env={"MLB_HOME": str(home), "MLB_WORKERS": "1"})
        assert done.exit_code == 0, done.out
        yield home
    finally:
        EmbeddedServer(home / "demo").stop()


def shown(notebook: Any, kind: str) -> list[str]:
    """Everything of one kind that the cells of a notebook show."""
    return [
        output["data"][kind]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if kind in output.get("data", {})
    ]


@pytest.mark.nightly
def test_the_example_runs_on_a_simulated_day_and_shows_pictures(
    demo_home: Path, tmp_path: Path
) -> None:
    notebook = nbformat.read(EXAMPLE, as_version=4)
    settings = {"MLB_HOME": str(demo_home), "MLB_DATABASE_URL": "postgresql://127.0.0.1:9/nobody"}
    run = {"metadata": {"path": str(tmp_path)}}
    with environment(settings):
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources=run).execute()
    tables = "".join(shown(notebook, "text/html"))

    assert len(shown(notebook, "image/png")) == PICTURES
    assert all(len(picture) > 10_000 for picture in shown(notebook, "image/png"))
    assert {"away_team", "pitch_name", "plate_appearances", "games_back"} <= set(words(tables))


def words(html: str) -> list[str]:
    return html.replace("<", " ").replace(">", " ").replace('"', " ").split()


def test_the_example_as_it_is_kept_shows_its_pictures_and_no_error() -> None:
    notebook = nbformat.read(EXAMPLE, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]

    assert len(shown(notebook, "image/png")) == PICTURES
    assert "error" not in {output["output_type"] for output in outputs}
    assert EXAMPLE.stat().st_size < 400_000
