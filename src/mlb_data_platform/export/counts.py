"""What an export did to one table."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class ExportCounts:
    """Numbers of rows.

    Attributes:
        inserted: Were not there.
        updated: Changed.
        deleted: Are no longer in the warehouse.
        unchanged: Were there already, untouched.
        refused: Are newer there than in the warehouse.
        commits: Versions that the Delta table got; 0 when nothing had to change.
    """

    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    refused: int = 0
    commits: int = 0

    def add(self, other: "ExportCounts") -> None:
        """Take the numbers of more rows in."""
        self.inserted += other.inserted
        self.updated += other.updated
        self.deleted += other.deleted
        self.unchanged += other.unchanged
        self.refused += other.refused
        self.commits += other.commits
