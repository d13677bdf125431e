"""YAML that remembers its lines and refuses what YAML lets slip: duplicate keys, keys that are not text."""

from typing import Any

import yaml

from mlb_data_platform.mapping.errors import MappingError


class Block(dict[str, Any]):
    """A YAML mapping that knows where it stands.

    Attributes:
        file: File it was read from.
        line: Line it begins at, from 1.
        lines: Line of each of its keys.
    """

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file, self.line = file, line
        self.lines: dict[str, int] = {}

    def error(self, problem: str, key: str | None = None) -> MappingError:
        """An error at this block, or at one of its keys."""
        line = self.lines.get(key, self.line) if key else self.line
        return MappingError(file=self.file, line=line, problem=problem)


def read_block(text: str, *, file: str) -> Block:
    """Read YAML whose top is a mapping.

    Args:
        text: The YAML.
        file: Its name, for errors.

    Returns:
        The mapping; nested mappings are `Block`s too.

    Raises:
        MappingError: It is not YAML, not a mapping, has a key twice, or a key that is not text.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise MappingError(file=file, line=line, problem=f"not YAML: {error.problem}") from error
    if not isinstance(node, yaml.MappingNode):
        raise MappingError(file=file, line=1, problem="wanted a mapping of keys to values")
    block = _value(node, file)
    assert isinstance(block, Block)
    return block


def _value(node: yaml.Node, file: str) -> object:
    if isinstance(node, yaml.MappingNode):
        return _block(node, file)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, file) for item in node.value]
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_object(node)  # type: ignore[no-untyped-call]
    finally:
        loader.dispose()  # type: ignore[no-untyped-call]


def _block(node: yaml.MappingNode, file: str) -> Block:
    block = Block(file, node.start_mark.line + 1)
    for key_node, value_node in node.value:
        key, line = _value(key_node, file), key_node.start_mark.line + 1
        if not isinstance(key, str):
            problem = f"the key {key_node.value!r} is not text for YAML; put it in quotes"
            raise MappingError(file=file, line=line, problem=problem)
        if key in block:
            problem = f"the key {key!r} stands here again (first in line {block.lines[key]})"
            raise MappingError(file=file, line=line, problem=problem)
        block[key], block.lines[key] = _value(value_node, file), line
    return block
