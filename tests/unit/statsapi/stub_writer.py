"""The moment of all tests here, and the type of the fixture that records made-up answers."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)

WriteStub = Callable[..., Path]
