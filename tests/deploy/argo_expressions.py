"""What Argo fills in and decides: tags, `depends`, `when`, and the expression of a retry."""

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_TAG = re.compile(r"\{\{(.*?)\}\}")
_NAME = re.compile(r"[a-z][A-Za-z0-9_.-]*")
_OPERAND = re.compile(r"(?P<task>[A-Za-z0-9_-]+)(?:\.(?P<result>[A-Za-z]+))?")
_MATCHES = re.compile(r'([A-Za-z.]+) matches ("[^"]*")')

RESULTS = {"Succeeded", "Failed", "Errored", "Skipped", "Omitted"}


class NotUnderstoodError(AssertionError):
    """Something that this runner does not know, so that it can vouch for nothing."""


class ManifestError(AssertionError):
    """A manifest says what cannot be done; the message says where."""


def tags_in(value: object) -> Iterator[str]:
    """The names between double braces, wherever they stand."""
    if isinstance(value, str):
        yield from (found.strip() for found in _TAG.findall(value))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from tags_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from tags_in(inner)


def filled(value: Any, known: Mapping[str, str], where: str) -> Any:
    """The same with every tag replaced.

    Raises:
        ManifestError: Nobody has said what a tag stands for.
        NotUnderstoodError: It is an expression.
    """
    if isinstance(value, Mapping):
        return {key: filled(inner, known, f"{where}.{key}") for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, known, f"{where}[{place}]") for place, inner in enumerate(value)]
    if not isinstance(value, str):
        return value

    def stand_in(tag: re.Match[str]) -> str:
        name = tag[1].strip()
        if not _NAME.fullmatch(name):
            raise NotUnderstoodError(f"{where}: {tag[0]}: found an expression, wanted a name")
        if name not in known:
            raise ManifestError(
                f"{where}: {tag[0]}: nobody says what it is; known: {sorted(known)}"
            )
        return known[name]

    return _TAG.sub(stand_in, value)


def tasks_in(depends: str) -> set[str]:
    """The tasks that a `depends` speaks of."""
    return {found["task"] for found in _OPERAND.finditer(depends)}


def holds(depends: str, results: Mapping[str, str], where: str) -> bool:
    """Whether a task may begin, by how those before it ended.

    Raises:
        NotUnderstoodError: It asks for a result that this runner does not know.
    """

    def operand(found: re.Match[str]) -> str:
        result = found["result"]
        if result is not None and result not in RESULTS:
            raise NotUnderstoodError(f"{where}: {found[0]}: no result that this runner knows")
        wanted = {result} if result else {"Succeeded", "Skipped"}
        return str(results[found["task"]] in wanted)

    text = _OPERAND.sub(operand, depends)
    for theirs, ours in (("&&", " and "), ("||", " or "), ("!", " not ")):
        text = text.replace(theirs, ours)
    return bool(_evaluated(text.strip(), {}, where))


def is_wanted(when: str, where: str) -> bool:
    """Whether a task's filled-in `when` lets it run: two texts, the same or not."""
    found = re.fullmatch(r"\s*(.*?)\s*(==|!=)\s*(.*?)\s*", when)
    if not found:
        raise NotUnderstoodError(f"{where}: found {when!r}, wanted A == B or A != B")
    left, sign, right = (word.strip("\"'") for word in found.groups())
    return (left == right) is (sign == "==")


def is_tried_again(expression: str, last: Mapping[str, str], where: str) -> bool:
    """Whether a retry's expression wants another attempt."""
    text = _MATCHES.sub(r"matches(\1, \2)", expression)
    text = text.replace("lastRetry.", "lastRetry_")
    text = re.sub(r"!(?!=)", " not ", text.replace("&&", " and ").replace("||", " or "))
    names: dict[str, object] = {f"lastRetry_{name}": value for name, value in last.items()}
    functions = {"asInt": int, "matches": lambda said, like: bool(re.search(like, said))}
    return bool(_evaluated(text.strip(), {**names, **functions}, where))


_COMPARISONS: dict[type, Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda one, many: one in many,
}


def _evaluated(text: str, names: Mapping[str, Any], where: str) -> Any:
    """A small expression; whatever is not on this list is refused."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        raise NotUnderstoodError(f"{where}: found {text!r}, which is no expression") from error
    return _Evaluation(names, where).visit(tree.body)


class _Evaluation(ast.NodeVisitor):
    """The value of each kind of expression that is known."""

    def __init__(self, names: Mapping[str, Any], where: str) -> None:
        self._names, self._where = names, where

    def generic_visit(self, node: ast.AST) -> Any:
        said = ast.unparse(node)
        raise NotUnderstoodError(f"{self._where}: {said}: not among what this runner knows")

    def visit_Constant(self, node: ast.Constant) -> Any:
        return node.value

    def visit_Name(self, node: ast.Name) -> Any:
        return self._names[node.id] if node.id in self._names else self.generic_visit(node)

    def visit_List(self, node: ast.List) -> Any:
        return [self.visit(inner) for inner in node.elts]

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        value = self.visit(node.operand)
        return not value if isinstance(node.op, ast.Not) else -value

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        found = [self.visit(inner) for inner in node.values]
        return all(found) if isinstance(node.op, ast.And) else any(found)

    def visit_Call(self, node: ast.Call) -> Any:
        return self.visit(node.func)(*map(self.visit, node.args))

    def visit_Compare(self, node: ast.Compare) -> Any:
        sign = _COMPARISONS.get(type(node.ops[0]))
        if sign is None or len(node.ops) > 1:
            return self.generic_visit(node)
        return sign(self.visit(node.left), self.visit(node.comparators[0]))
