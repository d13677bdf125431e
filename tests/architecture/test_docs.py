"""What the docs promise is what the code does."""

import re

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.mapping.dictionary import render_dictionary
from mlb_data_platform.telemetry.metrics import REGISTRY
from mlb_data_platform.warehouse import render_views, view_files
from tests.architecture.source import MODULES
from tests.support.stubs import REPOSITORY


def test_the_data_dictionary_is_the_mapping_s_own() -> None:
    tables = [table for mapping in load_mappings() for table in mapping.tables]
    written = (REPOSITORY / "docs/reference/tables.md").read_text("utf-8")
    assert written == render_dictionary(tables), "type `make docs`"


def test_the_dictionary_of_views_is_the_view_files_own() -> None:
    written = (REPOSITORY / "docs/reference/views.md").read_text("utf-8")
    assert written == render_views(view_files()), "type `make docs`"


def test_the_readme_is_short_and_leads_with_the_two_commands() -> None:
    lines = (REPOSITORY / "README.md").read_text("utf-8").splitlines()
    commands = [line.split("#")[0].strip() for line in lines[:8] if line.startswith("make ")]
    assert commands == ["make demo", "make test"]
    assert len(lines) <= 120


def test_every_link_of_the_docs_leads_somewhere() -> None:
    broken = [
        (page.name, target)
        for page in [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")]
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_metric_and_every_log_event_is_explained_and_no_other() -> None:
    text = (REPOSITORY / "docs/observing.md").read_text("utf-8")
    explained = set(re.findall(r"^\| `([a-z_.]+)", text, re.MULTILINE))
    counted = {f"{m.name}_total" if m.type == "counter" else m.name for m in REGISTRY.collect()}
    logged = {
        event
        for module in MODULES.values()
        for event in re.findall(r'(?:_LOG\.\w+|\btell)\(\s*"([a-z.]+)"', module.text)
    }
    assert explained == {"mlb_etl_build_info", *counted - {"mlb_etl_build"}, *logged}
