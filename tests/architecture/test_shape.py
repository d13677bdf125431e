"""Sizes, names and docstrings (style.md): what a reader may rely on in every room."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import MODULES, ROOMS

MOST_LINES = 400
# Longer ones, each with its reason.
LONGER: dict[str, str] = {}

NAMELESS = {"utils", "util", "common", "helpers", "helper", "base", "core", "misc", "tools"}
# The two places that may catch everything: the CLI's outermost frame and the live loop.
CATCHES_ALL = {"cli/app.py", "live/loop.py"}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_can_be_read_in_one_sitting(name: str) -> None:
    lines = len(MODULES[name].text.splitlines())
    assert lines <= MOST_LINES or name in LONGER


def test_every_exception_to_the_size_is_still_needed() -> None:
    lines = {name: len(MODULES[name].text.splitlines()) for name in LONGER}
    assert [name for name, count in lines.items() if count <= MOST_LINES] == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_named_by_what_it_holds(name: str) -> None:
    assert NAMELESS.isdisjoint(name.removesuffix(".py").split("/"))


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_says_in_3_to_8_lines_what_goes_in_and_out(name: str) -> None:
    said = ast.get_docstring(ROOMS[name].tree) or ""
    lines = [line for line in said.splitlines() if line.strip()]

    assert 3 <= len(lines) <= 8


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_exports_its_names_and_holds_no_logic(name: str) -> None:
    (_docstring, *body) = ROOMS[name].tree.body
    others = [node for node in body if not isinstance(node, ast.ImportFrom)]

    assert all(isinstance(n, ast.Assign) and n.targets[0].id == "__all__" for n in others)


def documented(node: ast.AST, path: str, *, inside: bool = False) -> Iterator[tuple[str, ast.AST]]:
    """Every public class, function and method, with its dotted name."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if child.name.startswith("_"):
            continue
        yield f"{path}.{child.name}", child
        if isinstance(child, ast.ClassDef):
            yield from documented(child, f"{path}.{child.name}", inside=True)


@pytest.mark.parametrize("name", MODULES)
def test_every_public_thing_can_be_used_without_reading_its_body(name: str) -> None:
    module = MODULES[name]
    bare = [path for path, node in documented(module.tree, name) if not ast.get_docstring(node)]

    assert ast.get_docstring(module.tree)
    assert bare == []


@pytest.mark.parametrize("name", MODULES)
def test_the_first_line_of_a_docstring_is_a_sentence(name: str) -> None:
    texts = {p: ast.get_docstring(node) for p, node in documented(MODULES[name].tree, name)}
    assert [p for p, text in texts.items() if text.split("\n\n")[0][-1] not in ".:"] == []


@pytest.mark.parametrize("name", [n for n in MODULES if n.rpartition("/")[2] == "errors.py"])
def test_the_name_of_an_error_ends_in_error(name: str) -> None:
    classes = [n.name for n in ast.walk(MODULES[name].tree) if isinstance(n, ast.ClassDef)]
    assert [one for one in classes if not one.endswith("Error")] == []


def swallows(handler: ast.ExceptHandler) -> bool:
    """It catches everything and does not raise again."""
    if isinstance(handler.body[-1], ast.Raise):
        return False
    caught = {n.id for n in ast.walk(handler.type or ast.Name("Exception")) if hasattr(n, "id")}
    return bool(caught & {"Exception", "BaseException"})


@pytest.mark.parametrize("name", sorted(MODULES.keys() - CATCHES_ALL))
def test_nobody_swallows_everything(name: str) -> None:
    handlers = [n for n in ast.walk(MODULES[name].tree) if isinstance(n, ast.ExceptHandler)]
    assert [one.lineno for one in handlers if swallows(one)] == []


def is_setting(node: ast.AST) -> bool:
    """`os.environ` or `os.getenv`."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    )


@pytest.mark.parametrize("name", MODULES)
def test_settings_are_read_at_the_door_only(name: str) -> None:
    reads = [node.lineno for node in ast.walk(MODULES[name].tree) if is_setting(node)]
    assert reads == [] or name.startswith(("cli/", "notebook/", "web/"))
