"""Every recorded answer resolves to an entry of the catalogue, at its own URL, unrefused."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from mlb_data_platform.statsapi import Entry, ReplaySource, load_catalogue
from mlb_data_platform.statsapi.stub_file import Envelope, read_stub, stub_path
from tests.unit.statsapi.stub_writer import NOW

# The recorder lost the id: it asked for one division and got all of them, at the URL of all.
LOST_THE_ID = {"divisions_divisionId=200_3267f057aed9.json.gz"}


def envelopes(folder: Path) -> dict[Path, Envelope]:
    files = sorted(folder.glob("[!_]*/*/*.json.gz"))
    assert len(files) > 200
    return {file: read_stub(file, now=NOW)[0] for file in files}


def address(url: str) -> tuple[str, list[str]]:
    """Path and parameters of a URL in any order; `capture` is the recorder's own."""
    parts = urlsplit(url)
    params = sorted(unquote(one) for one in parts.query.split("&") if one)
    return parts.path, [one for one in params if not one.startswith("capture=")]


def test_every_recording_replays_under_the_url_it_was_recorded_at(recorded: Path) -> None:
    source = ReplaySource(recorded, now=lambda: NOW)
    for file, envelope in envelopes(recorded).items():
        document = source.fetch(envelope.request())

        assert document.body == bytes(envelope.response), file
        assert document.captured_at <= NOW
        if file.name not in LOST_THE_ID:
            assert address(document.url) == address(envelope.url), file


def test_every_recording_is_named_as_we_name_it(recorded: Path) -> None:
    for file, envelope in envelopes(recorded).items():
        assert stub_path(recorded, envelope.request()) == file


def test_parameters_told_apart_by_the_catalogue_are_told_apart_as_recorded(recorded: Path) -> None:
    catalogue = load_catalogue()
    for file, envelope in envelopes(recorded).items():
        asked = envelope.request()
        params = {name: text for name, text in asked.params.items() if name != "capture"}
        entry: Entry = catalogue.entry(asked.endpoint, asked.method)
        told = catalogue.request(asked.endpoint, asked.method, params)

        assert set(asked.params) - {"capture"} == set(told.params), file
        assert set(told.path_params) <= set(entry.path_params)
