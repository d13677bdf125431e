"""Whatever JSON a document holds, the kernel answers; and batches change nothing."""

import re
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.transform import IssueKind, Kernel, Transformed
from tests.unit.mapping.made_up import KEY, made_up, value
from tests.unit.transform.made_up import document
from tests.unit.transform.plain_json import named, read_mapping_file

COLUMNS = {
    "k": KEY,
    "at": value("#", "integer"),
    "side": value("^~"),
    "day": value("^^^day", "date"),
    "rate": value("a.rate", "decimal_text"),
    "outs": value("a.outs", "integer_text"),
    "who": value("a.who"),
    "then": value("then", "timestamptz"),
    "speed": value("$.line.{~}.speed", "double"),
    "words": value("words", "text[]"),
}
ITEMS = made_up({n: c for n, c in COLUMNS.items() if n != "speed"}, each="days[*].t.{x,y}.rows[*]")
SIDES = made_up({"k": KEY, "speed": COLUMNS["speed"], "who": COLUMNS["who"]}, each="t.{x,y}")
BY_ID = made_up({"k": KEY, "id": value("~"), "who": COLUMNS["who"]}, each="t.*")
KERNELS = [Kernel(mapping) for mapping in (ITEMS, SIDES, BY_ID)]
SHIPPED = [Kernel(mapping) for mapping in load_mappings()]

WORDS = ["k", "at", "day", "days", "t", "x", "y", "rows", "a", "rate", "outs", "who", "then"]
TEXTS = ["2024-07-01", "2024-07-01T19:07:00Z", "-.--", ".512", "5.1", "73", ""]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(TEXTS)
    | st.text(max_size=5)
)


def objects(keys: list[str], *, most: int = 12) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of any shape, their keys from these words."""
    anything = st.recursive(
        SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner, max_size=4)
        ),
        max_leaves=most,
    )
    return st.dictionaries(st.sampled_from(keys), anything, max_size=5)


def keys_in_paths() -> list[str]:
    """Every key on the way to a column of a shipped mapping."""
    found = set()
    for mapping in SHIPPED:
        for table in read_mapping_file(mapping.mapping.name)["tables"].values():
            said = [column.get("from", "") for column in table["columns"].values()]
            for path in (one for each in [table["each"], *said] for one in named(each).values()):
                found.update(re.findall(r"\w+", path))
    return sorted(found)


def sound(rows: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Documents whose outer shape is right, so that their rows are reached."""
    sides = st.fixed_dictionaries({}, optional={"x": rows, "y": rows})
    days = st.lists(st.fixed_dictionaries({"day": SCALARS, "t": sides}), max_size=2)
    return st.fixed_dictionaries({"days": days, "t": sides})


ROW = objects(["k", "a", "rate", "outs", "who", "then", "words"], most=6)
ROWS = st.fixed_dictionaries({"k": SCALARS, "rows": st.lists(ROW | SCALARS, max_size=3)})
DOCUMENTS = objects(WORDS) | sound(ROWS)
relaxed = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])


def check_shape(kernel: Kernel, done: Transformed) -> None:
    """What holds for every answer of the kernel."""
    for table in kernel.mapping.tables:
        batch = done.rows[table.name]
        batch.validate(full=True)
        assert batch.schema == kernel.schemas[table.name]
        assert not any(batch.column(name).null_count for name in table.primary_key)


@given(DOCUMENTS)
@relaxed
def test_the_kernel_answers_whatever_a_document_holds(body: dict[str, Any]) -> None:
    for kernel in KERNELS:
        done = kernel.transform([document(body)])
        check_shape(kernel, done)
        assert len(done.documents) == 1


@given(objects(keys_in_paths(), most=30))
@relaxed
def test_the_shipped_kernels_answer_whatever_a_document_holds(body: dict[str, Any]) -> None:
    for kernel in SHIPPED:
        check_shape(kernel, kernel.transform([document(body, params={"sportId": "1"})]))


@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
@relaxed
def test_the_kernel_answers_whatever_the_bytes_are(body: bytes) -> None:
    for kernel in KERNELS:
        done = kernel.transform([document(body)])
        lost = [one for one in done.issues if one.kind is IssueKind.DOCUMENT]
        assert done.documents[0].is_readable is not bool(lost)


@given(st.lists(DOCUMENTS | st.just(b"{") | st.just([]), max_size=4))
@relaxed
def test_the_rows_of_a_batch_are_the_rows_of_its_documents_one_after_the_other(
    bodies: list[Any],
) -> None:
    documents = [document(body, raw_id=n) for n, body in enumerate(bodies, 1)]
    for kernel in KERNELS:
        whole, alone = kernel.transform(documents), [kernel.transform([d]) for d in documents]
        together = pa.Table.from_batches([whole.rows["a.t"]])
        assert together == pa.Table.from_batches(
            [done.rows["a.t"] for done in alone], schema=kernel.schemas["a.t"]
        )
        assert whole.documents == tuple(done.documents[0] for done in alone)
        assert sorted(map(repr, whole.issues)) == sorted(repr(i) for a in alone for i in a.issues)


@given(DOCUMENTS)
@relaxed
def test_the_same_document_gives_the_same_rows_again(body: dict[str, Any]) -> None:
    for kernel in KERNELS:
        assert kernel.transform([document(body)]).rows == kernel.transform([document(body)]).rows
