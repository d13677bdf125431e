"""Every example in a docstring runs and answers what it says."""

import doctest
import importlib
import os
from functools import cache

import pytest

from tests.architecture.source import MODULES

# Importing it runs the program.
RUNS = {"__main__.py"}
NAMES = sorted(MODULES.keys() - RUNS)


# What an extra brings, `make setup` leaves out; `make test` and CI have all of it.
EXTRAS = {"deltalake", "pyspark", "py4j"}


@cache
def examples(name: str) -> list[doctest.DocTest]:
    """The docstrings of one module that hold examples."""
    try:
        module = importlib.import_module(MODULES[name].import_name)
    except ModuleNotFoundError as error:
        if os.environ.get("CI") or error.name not in EXTRAS:
            raise
        pytest.skip(f"{name}: {error.name} is not installed: make test installs it")
    return [test for test in doctest.DocTestFinder().find(module) if test.examples]


@pytest.mark.parametrize("name", [n for n in NAMES if ">>> " in MODULES[n].text])
def test_the_examples_of_a_module_are_true(name: str) -> None:
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for test in examples(name):
        runner.run(test, out=told.append)

    assert "".join(told) == ""
    assert runner.tries > 0


def test_no_example_hides_where_it_is_not_found() -> None:
    written = sum(MODULES[name].text.count(">>> ") for name in NAMES)
    found = sum(len(test.examples) for name in NAMES for test in examples(name))

    assert found == written
