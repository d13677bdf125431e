"""What a scanner cannot tell apart: where chance, processes and unpacking may be used."""

import ast

import pytest

from tests.architecture.source import PACKAGE, Module

MODULES = {m.name: m for m in map(Module, sorted(PACKAGE.rglob("*.py")))}
MAY = {
    # A game, not a secret; the client's jitter; a token of the simulator is none.
    "random": ("simulator/", "statsapi/client.py", "statsapi/shared_rate.py"),
    # psql, pg_dump and pg_restore, pg_ctl's errors, which version a Java is.
    "subprocess": (
        "cli/db.py",
        "warehouse/backup.py",
        "engines/spark/java.py",
        "warehouse/embedded.py",
    ),
    # The recordings that the simulator is compared with are named by the person who does it.
    # Lines of JSON are read one by one, and none of them without an end.
    "gzip": ("statsapi/recordings.py", "statsapi/stub_file.py", "simulator/"),
    "pickle": (),
    "marshal": (),
    "shelve": (),
    "xml": (),
}


def imports(tree: ast.AST) -> set[str]:
    names = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    names += [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("library", MAY)
def test_a_library_with_an_edge_is_used_where_it_was_thought_about(library: str) -> None:
    users = [name for name, module in MODULES.items() if library in imports(module.tree)]

    assert [name for name in users if not name.startswith(MAY[library])] == []
