"""SQL is written down, its values are bound and its names composed: no text becomes a statement."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE

ROOT = PACKAGE.parents[1]
FILES = {
    str(path.relative_to(ROOT)): path for place in (PACKAGE, ROOT / "bench") for path in
    sorted(place.rglob("*.py"))
}  # fmt: skip
RUNS = {"execute", "executemany", "copy", "stream"}
SQL_TEXT = re.compile(
    r"\s*(select|with\s+\w+\s+as|insert|update|delete|create|drop|alter|grant|revoke|copy|truncate|refresh)\s",
    re.IGNORECASE,
)
COMPOSED_ELSEWHERE = {
    "src/mlb_data_platform/quality/statement.py": "names come quoted from the mapping, values are"
    " bound; test_check_file.py holds that a check names nothing else",
    "src/mlb_data_platform/mapping/ddl.py": "a pure room without the driver: names of the mapping,"
    " all of them quoted",
}
"""Modules that put statements together by themselves, and why nothing of a user gets in."""
NOT_WRITTEN_DOWN = {
    "sql.SQL(_SAME_SCOPE[mapping.scope.origin])": "one of _SAME_SCOPE",
    "sql.SQL(table.column(name).type.postgres)": "a type's name, from mapping/types.py",
    "sql.SQL(text)": "worklist: conditions written in that module, columns of tables.yaml;"
    " upsert, validity: a LiteralString parameter",
    "sql.SQL(mentioned)": "a question of _MENTIONED",
    "sql.SQL(whole.rstrip().rstrip(';'))": "arrow.py: what a user asks, described alone before,"
    " in a transaction that only reads",
    "sql.SQL(kind)": "a PostgreSQL type of the mapping, one of COLUMN_TYPES",
    "sql.SQL(kinds[name].postgres)": "the same",
    "sql.SQL(kinds[name])": "the same",
    "sql.SQL(kinds[column])": "a type of tables.yaml",
    "sql.SQL(_type_of(table, name))": "a type of tables.yaml",
    "sql.SQL(_read_sql('keep_latest.sql'))": "a statement file",
    "sql.SQL(_read_sql('ensure_raw_table.sql'))": "a statement file",
    "sql.SQL(tail or (' not null' if needed else ''))": "one of _DEFAULTS",
}
"""Uses of `sql.SQL` whose text is not a literal, and why nothing of a user gets in."""


def trees() -> Iterator[tuple[str, ast.Module]]:
    for name, path in FILES.items():
        yield name, ast.parse(path.read_text("utf-8"))


def is_put_together(node: ast.AST) -> bool:
    """An f-string with a hole, `%`, `+` with something else, or `.format`."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        sides = (node.left, node.right)
        is_composed = any(ast.unparse(side).startswith("sql.") for side in sides)
        return not (is_composed or all(map(is_literal, sides)))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in {"format", "join", "replace"} and is_literal(node.func.value)
    return False


def is_literal(node: ast.AST) -> bool:
    """A text of the program, or the name of one."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.IfExp):
        return is_literal(node.body) and is_literal(node.orelse)
    return isinstance(node, ast.Name) and node.id.strip("_").isupper()


def leading_text(node: ast.AST) -> str:
    """How a text that is put together begins."""
    if isinstance(node, ast.JoinedStr):
        first = node.values[0]
        return str(first.value) if isinstance(first, ast.Constant) else ""
    if isinstance(node, ast.BinOp):
        return leading_text(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return leading_text(node.func.value)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def run_directly(tree: ast.Module) -> list[int]:
    """Lines that run a text put together on the spot."""
    return [
        call.lineno
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in RUNS
        and call.args
        and is_put_together(call.args[0])
    ]


def put_together(tree: ast.Module) -> list[int]:
    """Lines that put a text together that begins as a statement does."""
    found = (node for node in ast.walk(tree) if is_put_together(node))
    return [node.lineno for node in found if SQL_TEXT.match(leading_text(node))]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FILES)
def test_no_statement_is_formatted(name: str) -> None:
    tree = ast.parse(FILES[name].read_text("utf-8"))

    assert run_directly(tree) == []
    assert name in COMPOSED_ELSEWHERE or put_together(tree) == []


def test_a_text_that_is_sql_was_written_by_us() -> None:
    found = {
        ast.unparse(call)
        for _, tree in trees()
        for call in calls(tree)
        if ast.unparse(call.func) == "sql.SQL" and not is_literal(call.args[0])
    }
    unknown = {one for one in found if not is_put_together(ast.parse(one, mode="eval").body)}

    assert unknown == set(NOT_WRITTEN_DOWN)


BAD = {
    "an f-string": 'c.execute(f"select {x}")',
    "a percent sign": 'c.execute("select %s" % x)',
    "a plus": 'c.execute("select " + x)',
    "format": 'c.execute("select {}".format(x))',
    "copy": 'c.cursor().copy(f"copy {t} from stdin")',
    "a text made before": 'text = f"delete from {x}"\nc.execute(text)',
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_the_rule_sees_what_it_is_for(text: str) -> None:
    tree = ast.parse(text)

    assert run_directly(tree) + put_together(tree)


@pytest.mark.parametrize(
    "text",
    ['c.execute("select %s", (x,))', 'c.execute(sql.SQL("drop table {}").format(name))', "f'{x}'"],
)
def test_the_rule_lets_bound_values_and_composed_names_pass(text: str) -> None:
    tree = ast.parse(text)

    assert run_directly(tree) + put_together(tree) == []


def test_the_exceptions_are_still_there() -> None:
    assert all(Path(ROOT, name).is_file() for name in COMPOSED_ELSEWHERE)
