"""Looking for drift: which documents of a run are looked at, the same in every engine."""

from collections.abc import Sequence

from mlb_data_platform.mapping.coverage import Accountant
from mlb_data_platform.transform import SourceDocument, Transformed
from mlb_data_platform.warehouse import Sighting

_LOOK_EVERY = 32


class Lookout:
    """Looks at one document in 32 or fewer, so that it costs next to nothing.

    The first readable document of a run is always looked at, so a single game always is. Then it
    is the first of a batch again, once 32 documents have gone by.

    Args:
        accountant: Knows what the mapping knows.
    """

    def __init__(self, accountant: Accountant) -> None:
        self._accountant = accountant
        self._gone_by = _LOOK_EVERY

    def look(
        self, documents: Sequence[SourceDocument], transformed: Transformed
    ) -> Sighting | None:
        """Look at a batch.

        Args:
            documents: The documents that went into the kernel.
            transformed: What came out: a document in quarantine is not looked at.

        Returns:
            What was seen; None when it was no batch to look at.
        """
        due, self._gone_by = self._gone_by >= _LOOK_EVERY, self._gone_by + len(documents)
        readable = {one.source.raw_id for one in transformed.documents if one.is_readable}
        first = next((one for one in documents if one.raw_id in readable), None)
        if not due or first is None:
            return None
        self._gone_by = len(documents)
        return Sighting(
            raw_id=first.raw_id,
            captured_at=first.captured_at,
            fields=self._accountant.unknown_fields(first.body),
        )
