# The compiled reader (src/native/columnar.c); what goes in and out is said in columnar.py.
from typing import NewType

_Reader = NewType("_Reader", object)

def compile_plan(
    root: tuple[object, ...],
    columns: tuple[tuple[int, str, int], ...],
    levels: tuple[bool, ...],
    /,
) -> _Reader: ...
def read_documents(reader: _Reader, bodies: tuple[bytes, ...], /) -> list[object] | None: ...
