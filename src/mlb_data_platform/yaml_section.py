"""YAML that is read strictly: every value has a place, every unknown or doubled key is an error.

The endpoint catalogue, jobs and mappings are all read by it. Values are handed out by what the
reader wants (`text`, `number`, …), so a wrong type is found where it stands. `as_written` keeps a
scalar as the characters of the file (`2024-07-01`, `no`, `007`): a parameter is text, nothing else.
"""

import datetime as dt
import difflib
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import yaml

from mlb_data_platform.errors import YamlFileError

_DEEPEST = 30
_LONGEST_FILE = 1_000_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C is ten times faster; PyYAML has it on every usual system."""
_RESOLVER = yaml.resolver.Resolver()
_TEXT = "tag:yaml.org,2002:str"

Parsed = TypeVar("Parsed")


class Section:
    """One mapping of a YAML file, with the place of each of its keys.

    Args:
        node: The mapping as PyYAML composed it.
        file: File it stands in, for errors.
        key: Where it stands in the file, e.g. `source`; empty at the top.
        error: Class of the errors it raises.
    """

    def __init__(
        self, node: yaml.MappingNode, *, file: str, key: str, error: type[YamlFileError]
    ) -> None:
        self._node, self._file, self._key, self._error = node, file, key, error
        self._values: dict[str, yaml.Node] = {}
        self._keys: dict[str, yaml.Node] = {}
        for key_node, value_node in node.value:
            name = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            if name in self._keys:
                first = self._keys[name].start_mark.line + 1
                raise self._fail(key_node, name, f"stands here again (first in line {first})")
            self._keys[name], self._values[name] = key_node, value_node

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def names(self) -> list[str]:
        """Keys in the order of the file."""
        return list(self._keys)

    def allow(self, names: Iterable[str]) -> None:
        """Refuse every key that is not one of these."""
        allowed = list(names)
        for name, key_node in self._keys.items():
            if name not in allowed:
                near = difflib.get_close_matches(name, allowed, n=1, cutoff=0.5)
                mean = f"did you mean {near[0]}? " if near else ""
                hint = f"{mean}keys are {', '.join(allowed)}"
                raise self._fail(key_node, name, "no such key", hint=hint)

    def fail(self, name: str, problem: str, *, hint: str = "") -> YamlFileError:
        """An error at one key, or at the section itself when the key is not there."""
        node = self._values.get(name, self._node)
        return self._fail(node, name, problem, hint=hint)

    def holds_section(self, name: str) -> bool:
        """Whether a mapping stands under a key."""
        return isinstance(self._values.get(name), yaml.MappingNode)

    def section(self, name: str) -> "Section":
        """The mapping under a key; an empty one when the key is not there."""
        node = self._values.get(name)
        if node is None:
            empty = yaml.MappingNode("tag:yaml.org,2002:map", [], self._node.start_mark)
            return Section(empty, file=self._file, key=self._path(name), error=self._error)
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(name, f"found {_describe(node)}, wanted a mapping")
        return Section(node, file=self._file, key=self._path(name), error=self._error)

    def sections(self, name: str) -> "list[Section]":
        """The list of mappings under a key; empty when the key is not there."""
        found = []
        for number, node in enumerate(self._list(name)):
            if not isinstance(node, yaml.MappingNode):
                raise self._fail(node, name, f"found {_describe(node)}, wanted a mapping")
            key = f"{self._path(name)}[{number}]"
            found.append(Section(node, file=self._file, key=key, error=self._error))
        return found

    def text(self, name: str, default: str | None = None) -> str:
        """The text under a key.

        Raises:
            YamlFileError: It is not text, or is not there and has no default.
        """
        if name not in self._values and default is not None:
            return default
        self._scalar(name)
        value = _text_in(self._values[name])
        if not value:
            raise self.fail(name, f"found {_describe(self._values[name])}, wanted text")
        return value

    def parsed(self, name: str, parse: Callable[[str], Parsed]) -> Parsed:
        """What a function makes of the text under a key; its `ValueError` becomes an error here."""
        try:
            return parse(self.text(name))
        except ValueError as error:
            raise self.fail(name, str(error)) from error

    def texts(self, name: str) -> tuple[str, ...]:
        """The list of texts under a key; empty when the key is not there."""
        found = []
        for node in self._list(name):
            value = _text_in(node)
            if not value:
                raise self._fail(node, name, f"found {_describe(node)}, wanted text")
            found.append(value)
        return tuple(found)

    def words(self, name: str) -> tuple[str, ...]:
        """The text, or the list of texts, under a key; empty when the key is not there."""
        if isinstance(self._values.get(name), yaml.ScalarNode):
            return (self.text(name),)
        return self.texts(name)

    def needed_words(self, name: str) -> tuple[str, ...]:
        """The text, or the list of texts, under a key; one at least."""
        found = self.words(name)
        if not found:
            raise self.fail(name, "found nothing, wanted a word or a list of words")
        return found

    def flag(self, name: str) -> bool:
        """Whether true stands under a key; False when the key is not there."""
        if name not in self._values:
            return False
        value = self._scalar(name)
        if not isinstance(value, bool):
            raise self.fail(name, f"found {_describe(self._values[name])}, wanted true or false")
        return value

    def number(self, name: str, *, above: float = 0.0) -> float | None:
        """The number under a key, above a bound; None when the key is not there."""
        if name not in self._values:
            return None
        value = self._scalar(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > above:
            wanted = f"a number above {above:g}"
            raise self.fail(name, f"found {_describe(self._values[name])}, wanted {wanted}")
        return float(value)

    def count(self, name: str) -> int | None:
        """The whole number from 1 under a key; None when the key is not there."""
        value = self.number(name)
        if value is not None and not value.is_integer():
            raise self.fail(name, f"found {_describe(self._values[name])}, wanted a whole number")
        return None if value is None else int(value)

    def day(self, name: str) -> dt.date | None:
        """The date under a key; None when the key is not there."""
        if name not in self._values:
            return None
        value = self._scalar(name)
        if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
            wanted = "a date such as 2024-07-01"
            raise self.fail(name, f"found {_describe(self._values[name])}, wanted {wanted}")
        return value

    def with_texts(self, change: Callable[[str, str], str], *, leave: Container[str]) -> "Section":
        """The same section with other scalars in it.

        Args:
            change: Gets a scalar as it is written and its key, gives what is read in its place.
            leave: Keys that stay as they are, with everything below them.

        Returns:
            A section whose errors still name the places of this one.
        """
        node = _changed(self._node, self._key, change, leave)
        assert isinstance(node, yaml.MappingNode)
        return Section(node, file=self._file, key=self._key, error=self._error)

    def as_written(self) -> dict[str, object]:
        """The whole section as dicts, lists and the characters of each scalar."""
        return {
            name: self._written(node, self._path(name), depth=1)
            for name, node in self._values.items()
        }

    def _written(self, node: yaml.Node, key: str, *, depth: int) -> object:
        if depth > _DEEPEST:
            raise self._fail(node, key, f"found more than {_DEEPEST} levels, wanted fewer")
        if isinstance(node, yaml.MappingNode):
            inner = Section(node, file=self._file, key=key, error=self._error)
            return {
                name: inner._written(value, inner._path(name), depth=depth + 1)
                for name, value in inner._values.items()
            }
        if isinstance(node, yaml.SequenceNode):
            return [
                self._written(one, f"{key}[{number}]", depth=depth + 1)
                for number, one in enumerate(node.value)
            ]
        if node.tag == "tag:yaml.org,2002:null":
            name = key.removeprefix(f"{self._key}.") if self._key else key
            raise self._fail(node, name, "found nothing, wanted a value")
        return str(node.value)

    def _list(self, name: str) -> list[yaml.Node]:
        node = self._values.get(name)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.fail(name, f"found {_describe(node)}, wanted a list")
        return list(node.value)

    def _scalar(self, name: str) -> object:
        if name not in self._values:
            raise self.fail(name, "found nothing, wanted a value")
        return _construct(self._values[name])

    def _path(self, name: str) -> str:
        return f"{self._key}.{name}" if self._key else name

    def _fail(self, node: yaml.Node, name: str, problem: str, *, hint: str = "") -> YamlFileError:
        mark = node.start_mark
        return self._error(
            file=self._file,
            line=mark.line + 1,
            column=mark.column + 1,
            key=self._path(name),
            problem=problem,
            hint=hint,
        )


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown word: the word that was probably meant, or all.

    Example:
        >>> nearest("hiting", ["hitting", "fielding"])
        "; did you mean 'hitting'?"
    """
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(sorted(known))}"


def read_section(text: str, *, file: str, error: type[YamlFileError] = YamlFileError) -> Section:
    """Read YAML whose top is a mapping.

    Args:
        text: The YAML.
        file: Its name, for errors.
        error: Class of the errors.

    Raises:
        YamlFileError: It is not YAML, or not a mapping, or has a key twice; of the class given.
    """
    try:
        node = _compose(text)
    except yaml.MarkedYAMLError as cause:
        mark = cause.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = f"not YAML: {cause.problem or cause.context}"
        raise error(file=file, line=line, column=column, problem=problem) from cause
    except yaml.YAMLError as cause:
        raise error(file=file, line=1, problem=f"not YAML: {cause}") from cause
    if not isinstance(node, yaml.MappingNode):
        found = "nothing" if node is None else _describe(node)
        raise error(file=file, line=1, problem=f"found {found}, wanted a mapping of keys to values")
    return Section(node, file=file, key="", error=error)


def read_section_file(path: Path, *, error: type[YamlFileError] = YamlFileError) -> Section:
    """Read a YAML file of a user whose top is a mapping; see `read_section`."""
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_FILE + 1)
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as cause:
        raise error(file=str(path), line=0, problem=f"cannot be read: {cause}") from cause
    if len(content) > _LONGEST_FILE:
        problem = f"found more than {_LONGEST_FILE:,} bytes, wanted a file that a person wrote"
        raise error(file=str(path), line=0, problem=problem)
    _refuse_bombs(text, file=str(path), error=error)
    return read_section(text, file=str(path), error=error)


def _refuse_bombs(text: str, *, file: str, error: type[YamlFileError]) -> None:
    """Refuse what is short and means a lot: aliases of aliases, nesting that overruns the stack."""
    depth, anchored = 0, set()
    with suppress(yaml.YAMLError):  # what is no YAML is told by those who read it
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                anchored |= {event.anchor} - {None}
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.AliasEvent) and event.anchor in anchored:
                problem = f"found *{event.anchor}, wanted the list or mapping itself"
                raise error(file=file, line=line, problem=problem)
            if depth > _DEEPEST:
                problem = f"found more than {_DEEPEST} levels, wanted fewer"
                raise error(file=file, line=line, problem=problem)


def _changed(
    node: yaml.Node, key: str, change: Callable[[str, str], str], leave: Container[str]
) -> yaml.Node:
    if key in leave:
        return node
    if isinstance(node, yaml.MappingNode):
        pairs = [
            (name, _changed(value, f"{key}.{name.value}" if key else name.value, change, leave))
            for name, value in node.value
        ]
        return yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)
    if isinstance(node, yaml.SequenceNode):
        items = [
            _changed(item, f"{key}[{number}]", change, leave)
            for number, item in enumerate(node.value)
        ]
        return yaml.SequenceNode(node.tag, items, node.start_mark, node.end_mark)
    assert isinstance(node, yaml.ScalarNode)
    text = change(node.value, key)
    if text == node.value:
        return node
    tag: str = _TEXT
    if not node.style:
        # What was written without quotes may be a number by now.
        tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return _Filled(tag, text, node.start_mark, node.end_mark, style=node.style)


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        # The slow loader names the place of a fault more exactly.
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _construct(node: yaml.Node) -> object:
    """The value of a scalar as YAML 1.1 means it; a mapping or list as itself."""
    if not isinstance(node, yaml.ScalarNode):
        return node
    if node.tag == _TEXT:
        return node.value
    loader = yaml.SafeLoader("")
    try:
        value: object = loader.construct_object(node)
    except (ValueError, yaml.YAMLError):
        value = node  # 2024-13-45 looks like a date for YAML and is none: the caller refuses it
    finally:
        loader.dispose()
    return value


class _Filled(yaml.ScalarNode):
    """A scalar that a variable stood in: text where text is wanted, a number where one is."""


def _text_in(node: yaml.Node) -> str:
    """The text of a scalar; empty for anything else."""
    value = node.value if isinstance(node, _Filled) else _construct(node)
    return value if isinstance(value, str) else ""


def _describe(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if node.tag == "tag:yaml.org,2002:null":
        return "nothing"
    return repr(node.value)
