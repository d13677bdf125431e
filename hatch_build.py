"""Builds the compiled code (`src/native`) into the package, where there is a C compiler.

Without it the package is whole all the same: everything is decoded in Python, with the same rows
(docs/adr/0024). A build for others sets `MLB_COMPILED=required`, so that a wheel never lacks it.
"""

import os
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import sys_tags
from setuptools import Distribution, Extension
from setuptools.command.build_ext import build_ext

_PACKAGE = Path("src/mlb_data_platform")
_SOURCES = Path("src/native")
_MODULES = ("transform._columnar", "raw._canonical", "warehouse._binary_copy")
_OLDEST = 0x030B0000  # CPython 3.11: one file serves it and all that come after


class CompiledCode(BuildHookInterface):
    """Compiles before the files of a wheel are gathered; also for an editable install."""

    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Compile, and tell the wheel what it holds.

        Args:
            version: `standard` or `editable`.
            build_data: What the builder is told.

        Raises:
            RuntimeError: It was required and could not be compiled.
        """
        if self.target_name != "wheel":
            return
        wanted = os.environ.get("MLB_COMPILED", "wanted")
        if wanted == "no":
            return
        try:
            built = [_compile(Path(self.root), module) for module in _MODULES]
        except Exception as error:  # a compiler fails in many ways, and none may cost the package
            if wanted == "required":
                raise RuntimeError("the compiled code cannot be built") from error
            self.app.display_warning(f"everything stays in Python, not all was compiled: {error}")
            return
        build_data["artifacts"] = [str(one) for one in built]
        if version == "standard":
            build_data["pure_python"] = False
            build_data["tag"] = f"cp311-abi3-{_platform()}"


def _compile(root: Path, module: str) -> Path:
    """Compile a module into the package, from the source of its name.

    Returns:
        The file, relative to the root.
    """
    room, _, name = module.rpartition(".")
    extension = Extension(
        f"mlb_data_platform.{module}",
        [str(_SOURCES / f"{name.removeprefix('_')}.c")],
        depends=[str(header) for header in sorted((root / _SOURCES).glob("*.h"))],
        define_macros=[("Py_LIMITED_API", hex(_OLDEST))],
        extra_compile_args=[] if os.name == "nt" else ["-O3"],
        py_limited_api=True,
    )
    before = Path.cwd()
    os.chdir(root)
    try:
        command = build_ext(Distribution({"name": "native", "ext_modules": [extension]}))
        command.build_lib, command.build_temp = "build/native/lib", "build/native/temp"
        command.ensure_finalized()
        command.run()
        made = Path(command.get_ext_fullpath(extension.name))
        built = _PACKAGE / room / made.name
        # Another process may have the old file open: a new one takes its place, whole.
        fresh = built.with_suffix(".new")
        fresh.write_bytes(made.read_bytes())
        fresh.replace(built)
    finally:
        os.chdir(before)
    return built


def _platform() -> str:
    return next(sys_tags()).platform
