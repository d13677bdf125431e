"""One real PostgreSQL for the run; for each scenario a new database, folder and world."""

import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from behave.model import Scenario
from behave.runner import Context

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.bdd.support.jobs import OWN_JOBS
from tests.bdd.support.world import new_world
from tests.support.databases import running_test_server


def before_all(context: Context) -> None:
    context.run_stack = ExitStack()
    context.server = context.run_stack.enter_context(running_test_server())


def after_all(context: Context) -> None:
    context.run_stack.close()


def before_scenario(context: Context, scenario: Scenario) -> None:
    context.scenario_stack = ExitStack()
    folder = Path(tempfile.mkdtemp(prefix="mlb-bdd-"))
    context.scenario_stack.callback(shutil.rmtree, folder, ignore_errors=True)
    database = context.scenario_stack.enter_context(context.server.new_database())
    context.world = context.scenario_stack.enter_context(new_world(database, folder))
    for name, text in OWN_JOBS.items():
        context.world.write_job(name, text)


def after_scenario(context: Context, scenario: Scenario) -> None:
    context.scenario_stack.close()
