"""What the tests of the `statsapi` room share."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from mlb_data_platform.statsapi import Request
from mlb_data_platform.statsapi.stub_file import stub_path, write_stub
from tests.unit.statsapi.stub_writer import NOW, WriteStub

_REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded answers; they may not be shipped, so a clone may lack them."""
    named = os.environ.get("MLB_STUB_DIR")
    folder = Path(named) if named else _REPOSITORY.parent / "shared" / "stubs"
    if not folder.is_dir():
        pytest.skip(f"no recorded answers in {folder}; name them with MLB_STUB_DIR")
    return folder


@pytest.fixture
def stub(tmp_path: Path) -> WriteStub:
    """Record a made-up answer below `tmp_path`; by default of a schedule of no games."""

    def write(
        query: Mapping[str, str] | None = None,
        *,
        path: Mapping[str, str] | None = None,
        endpoint: str = "schedule",
        method: str = "schedule",
        body: bytes = b'{"dates":[]}',
        status: int = 200,
        name: str | None = None,
    ) -> Path:
        request = Request(
            endpoint=endpoint, method=method, path_params=path or {}, query_params=query or {}
        )
        file = stub_path(tmp_path, request)
        file = file if name is None else file.with_name(name)
        write_stub(file, request=request, url="", status=status, body=body, captured_at=NOW)
        return file

    return write
