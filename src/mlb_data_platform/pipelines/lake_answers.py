"""Raw answers that `mlb-etl export raw` wrote, as a source; needs the extra `delta`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlb_data_platform.export import Format, Place, ReadRaw, raw_format, raw_parts
from mlb_data_platform.pipelines.answers import Answers, methods_of
from mlb_data_platform.pipelines.transform import can_filter
from mlb_data_platform.raw import raw_table
from mlb_data_platform.statsapi import Document
from mlb_data_platform.warehouse import Selection, filter_for


def lake_answers(place: Place, subject: str, selection: Selection) -> Answers | None:
    """The raw answers about a subject that a place has, one part a file.

    Args:
        place: Where tables lie; every executor has to reach it.
        subject: E.g. `game`.
        selection: Which answers; files that cannot hold any are not read.

    Returns:
        None where the place has no raw table of the subject.

    Raises:
        ExportError: The place cannot be read.
    """
    parts, kinds, names = [], set[Format](), dict[str, str]()
    for method, name in methods_of(subject).items():
        table = raw_table(name)
        kind = raw_format(place, table)
        if kind is None:
            continue
        kinds.add(kind)
        if not can_filter(name, selection):
            continue
        names[name] = method
        parts += [
            json.dumps({"table": name, "part": part})
            for part in raw_parts(place, table, kind, filter_for(table, selection))
        ]
    if not kinds:
        return None
    return Answers(
        kind=" and ".join(sorted(kinds)),
        table=next(iter(names or methods_of(subject).values())),
        parts=parts,
        read=_ReadLake(place=place, selection=selection, methods=names),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadLake:
    """Reads one file; sent to executors.

    Attributes:
        place: Where the tables lie.
        selection: Which answers.
        methods: Whose answers each raw table holds.
    """

    place: Place
    selection: Selection
    methods: Mapping[str, str]

    def __call__(self, part: str) -> Iterator[Document]:
        """Its answers."""
        said = json.loads(part)
        table = raw_table(said["table"])
        endpoint, _, method = self.methods[table.name].partition(".")
        yield from ReadRaw(place=self.place, table=table).answers(
            said["part"],
            endpoint=f"{endpoint[0].lower()}{endpoint[1:]}",
            method=method,
            chosen=filter_for(table, self.selection),
        )
