"""Text that gives a terminal no orders: names come from outside, and a terminal obeys escapes."""

import re

_COMMANDS = re.compile(
    "["
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but tab and line feed
    r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # they turn the direction of writing
    r"\ufff9-\ufffb\U000e0000-\U000e007f"  # annotations and tags, which nobody sees
    r"\ud800-\udfff"  # half a surrogate pair, which no stream can write
    "]"
)


def visible(text: str) -> str:
    r"""Text with everything that a terminal would obey written out.

    Example:
        >>> print(visible("Babe\x1b[2J Ruth"))
        Babe\x1b[2J Ruth
    """
    return _COMMANDS.sub(_written, text)


def visible_json(text: str) -> str:
    r"""The same for JSON text, which stays the same JSON: such characters have an escape there.

    Example:
        >>> print(visible_json('{"name": "\x9b2J"}'))
        {"name": "\u009b2J"}
    """
    return _COMMANDS.sub(_escaped, text)


def _written(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004 - one byte


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))
