"""The package's own source, as text and as syntax trees."""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import mlb_data_platform

PACKAGE = Path(mlb_data_platform.__file__).parent


@dataclass(frozen=True)
class Module:
    """One module of the package.

    Attributes:
        path: Its file.
    """

    path: Path

    @property
    def name(self) -> str:
        """Place below the package, e.g. `mapping/reader.py`."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def import_name(self) -> str:
        """What an import statement calls it."""
        parts = [PACKAGE.name, *self.path.relative_to(PACKAGE).with_suffix("").parts]
        return ".".join(part for part in parts if part != "__init__")

    @cached_property
    def text(self) -> str:
        """Its source."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its source as Python understands it."""
        return ast.parse(self.text)


def of_folder(folder: Path) -> dict[str, Module]:
    """The modules below a folder, by name."""
    found = [Module(path) for path in sorted(folder.rglob("*.py"))]
    return {module.name: module for module in found}


MODULES = of_folder(PACKAGE)
ROOMS = {name: one for name, one in MODULES.items() if name.count("/") == 1 and "__init__" in name}
