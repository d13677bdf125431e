"""Which slices of the tables a document speaks for, and whether it tells everything about them."""

from datetime import date, datetime, timedelta

from mlb_data_platform.mapping.model import Mapping, ScopeOrigin
from mlb_data_platform.transform.values import Rows, ScopeKey, SourceDocument

_LONGEST_RANGE_DAYS = 3 * 366


def is_complete(mapping: Mapping, document: SourceDocument) -> bool:
    """Whether the answer tells everything about its scopes, judged by what was asked."""
    return mapping.complete_with is None or mapping.complete_with.issuperset(document.params)


def keys_by_document(mapping: Mapping, rows: Rows) -> dict[int, set[ScopeKey]]:
    """The scope keys that stand in the rows of a batch, by the raw id of their document."""
    is_by_days = mapping.scope.origin is ScopeOrigin.DAYS
    found: dict[int, set[ScopeKey]] = {}
    for table in mapping.tables if is_by_days else mapping.tables[:1]:
        batch = rows[table.name]
        columns = [batch.column(name).to_pylist() for name in mapping.scope.columns]
        raw_ids = batch.column("source_raw_id").to_pylist()
        for raw_id, *key in zip(raw_ids, *columns, strict=True):
            found.setdefault(raw_id, set()).add(tuple(key))
    return found


def scopes_of(
    mapping: Mapping, document: SourceDocument, in_rows: set[ScopeKey]
) -> tuple[ScopeKey, ...]:
    """The scopes of one document.

    Args:
        mapping: Says where scopes are read.
        document: The document.
        in_rows: The keys that stand in its rows.

    Returns:
        Distinct scope keys, sorted; none when the document has no key that can be read. A schedule
        owns every day that was asked for, also a day without games; without a range in the request
        it owns the days from its first to its last listing.
    """
    found = set(in_rows)
    if mapping.scope.origin is ScopeOrigin.DAYS:
        found |= _days_asked(document, found)
    return tuple(sorted(found, key=repr))


def _days_asked(document: SourceDocument, found: set[ScopeKey]) -> set[ScopeKey]:
    sport_id = _number(document.params.get("sportId"))
    listed = [day for _, day in found if isinstance(day, date)]
    first = _day(document, "date", "startDate") or min(listed, default=None)
    last = _day(document, "date", "endDate") or max(listed, default=None)
    if first is None or last is None or (last - first).days > _LONGEST_RANGE_DAYS:
        return set()
    return {(sport_id, first + timedelta(days=n)) for n in range((last - first).days + 1)}


def _day(document: SourceDocument, *names: str) -> date | None:
    """The first of these request parameters that is a day, in either spelling the API takes."""
    for name in names:
        for spelling in ("%Y-%m-%d", "%m/%d/%Y"):
            try:
                return datetime.strptime(document.params.get(name, ""), spelling).date()  # noqa: DTZ007
            except ValueError:
                continue
    return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
