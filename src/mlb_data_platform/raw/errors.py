"""What raw refuses to keep."""

from mlb_data_platform.errors import DocumentError, UsageError


class RawRefusedError(UsageError):
    """A request asks for an answer with holes; raw keeps complete answers only.

    Attributes:
        method: Method in the catalogue.
        parameter: The request parameter that makes the holes.
    """

    def __init__(self, *, method: str, parameter: str) -> None:
        super().__init__(
            f"{method} with {parameter!r}: found a request for part of an answer, wanted all of it",
            hint=f"leave out the parameter {parameter!r}",
        )
        self.method, self.parameter = method, parameter


class KeyUnreadableError(DocumentError):
    """A document has no usable value for a key it is found by.

    Attributes:
        table: Raw table.
        key: Key column.
        found: What was there.
    """

    def __init__(self, *, table: str, key: str, found: object) -> None:
        super().__init__(
            f"{table}.{key}: found {found!r}, wanted a value in the answer or the request"
        )
        self.table, self.key, self.found = table, key, found
