"""What cannot be compared, and what to type instead."""

from collections.abc import Sequence

from mlb_data_platform.errors import DocumentError, UsageError


class NotKeptError(UsageError):
    """Raw keeps no version of what was asked for.

    Attributes:
        thing: What was asked for, in words.
        set_aside: Answers about it that are in quarantine, because raw cannot hold them.
    """

    def __init__(self, thing: str, *, hint: str, set_aside: int = 0) -> None:
        quarantined = f" ({set_aside} of its answers in quarantine)" if set_aside else ""
        super().__init__(
            f"{thing}: found no version in raw{quarantined}, wanted at least one", hint=hint
        )
        self.thing, self.set_aside = thing, set_aside


class SingleVersionError(UsageError):
    """There is nothing to compare the only version with.

    Attributes:
        thing: What was asked for, in words.
        found: The version.
    """

    def __init__(self, thing: str, *, found: str, hint: str) -> None:
        super().__init__(
            f"{thing}: found one version (raw id {found}), wanted two to compare", hint=hint
        )
        self.thing, self.found = thing, found


class UnknownVersionError(UsageError):
    """A version was named that is none of the thing's.

    Attributes:
        thing: What was asked for, in words.
        asked: What was typed.
        known: The versions that are kept, oldest first.
    """

    def __init__(self, thing: str, *, asked: str, known: Sequence[str], hint: str) -> None:
        super().__init__(
            f"{thing}: found no version {asked!r}, wanted one of: {', '.join(known)}", hint=hint
        )
        self.thing, self.asked, self.known = thing, asked, tuple(known)


class TooDeepError(DocumentError):
    """An answer is nested deeper than it can be compared.

    Attributes:
        thing: What it is about, in words.
    """

    def __init__(self, thing: str) -> None:
        super().__init__(f"{thing}: found values nested hundreds deep, wanted an answer of the API")
        self.thing = thing


class SeveralThingsError(UsageError):
    """What was asked for fits answers to several requests; only versions of one can be compared.

    Attributes:
        things: The requests.
    """

    def __init__(self, things: Sequence[str]) -> None:
        some = "; ".join(things[:5]) + ("; …" if things[5:] else "")
        super().__init__(
            f"found versions of {len(things)} things, wanted those of one: {some}",
            hint="name one by its request: --param NAME=VALUE, as often as needed",
        )
        self.things = tuple(things)
