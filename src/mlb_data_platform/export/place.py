"""Where an export goes: a folder, or a bucket of an S3-compatible store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow.fs

from mlb_data_platform.export.errors import ExportError

_WANTED = "wanted a folder, file:///… or s3://BUCKET/PATH"


class Format(StrEnum):
    """How rows are written."""

    DELTA = "delta"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where tables lie.

    Attributes:
        uri: A folder's absolute path, or `s3://BUCKET/PATH`, without a slash at the end.
        options: For a store: `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
            `AWS_REGION` and what else of the kind is set. Not shown: they hold a secret.
    """

    uri: str
    options: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def parse(cls, text: str, options: Mapping[str, str]) -> "Place":
        """Read a place that was typed.

        Args:
            text: A folder or a URI.
            options: The environment's `AWS_…` variables.

        Raises:
            ExportError: It is a place that nothing can be written to.
        """
        scheme, marker, rest = text.partition("://")
        if not marker:
            return cls(uri=str(Path(text).expanduser().absolute()))
        if scheme == "file":
            return cls(uri=str(Path(rest)))
        if scheme not in {"s3", "s3a"}:
            raise ExportError(f"found {text!r}, {_WANTED}", hint="--to s3://bucket/mlb")
        if not urlsplit(text).netloc:
            raise ExportError(f"found {text!r} without a bucket, {_WANTED}", hint="s3://bucket/mlb")
        return cls(uri=f"s3://{rest.rstrip('/')}", options=dict(options))

    @property
    def is_store(self) -> bool:
        """Whether it is a store and not a folder."""
        return self.uri.startswith("s3://")

    def of_table(self, name: str) -> str:
        """Where a table lies: schema and table are folders."""
        return "/".join([self.uri, *name.split(".")])

    @property
    def delta_options(self) -> dict[str, str]:
        """Options as delta-rs takes them; plain HTTP only where an endpoint says so."""
        if not self.is_store:
            return {}
        plain = self.options.get("AWS_ENDPOINT_URL", "").startswith("http://")
        allowed = {"AWS_ALLOW_HTTP": "true"} if plain else {}
        return {"AWS_REGION": "us-east-1", **allowed, **self.options}

    def file_system(self) -> tuple[pyarrow.fs.FileSystem, str]:
        """A file system for plain files, and the path of this place in it."""
        if not self.is_store:
            return pyarrow.fs.LocalFileSystem(), self.uri
        scheme, _, host = self.options.get("AWS_ENDPOINT_URL", "").partition("://")
        return pyarrow.fs.S3FileSystem(
            access_key=self.options.get("AWS_ACCESS_KEY_ID"),
            secret_key=self.options.get("AWS_SECRET_ACCESS_KEY"),
            session_token=self.options.get("AWS_SESSION_TOKEN"),
            region=self.options.get("AWS_REGION", "us-east-1"),
            endpoint_override=host.rstrip("/") or None,
            scheme=scheme or "https",
        ), self.uri.removeprefix("s3://")
