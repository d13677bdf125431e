"""Every line knows its run."""

import threading

from mlb_data_platform.telemetry import (
    NamedThreads,
    named_command,
    named_run,
    new_run_id,
    present_run_id,
    take_run_id,
)


def test_outside_of_any_command_there_is_no_name() -> None:
    assert present_run_id() == ""


def test_no_two_runs_have_one_name() -> None:
    assert len({new_run_id() for _ in range(1000)}) == 1000


def test_the_first_run_of_a_command_has_the_command_s_name_and_the_next_a_new_one() -> None:
    with named_command() as command:
        first, second = take_run_id(), take_run_id()

    assert first == command != second


def test_a_run_without_a_command_gets_a_name_too() -> None:
    assert len(take_run_id()) == 12


def test_lines_between_two_runs_have_the_command_s_name() -> None:
    with named_command() as command:
        with named_run("inner"):
            inside = present_run_id()
        after = present_run_id()

    assert (inside, after) == ("inner", command)


def test_a_pool_of_threads_works_under_the_name_of_who_handed_in_the_work() -> None:
    with NamedThreads(max_workers=1) as pool:
        names = []
        for run_id in ("one", "two"):
            with named_run(run_id):
                names.append(pool.submit(present_run_id).result())

    assert names == ["one", "two"]


def test_a_thread_that_knows_no_context_has_the_name_of_the_present_run() -> None:
    heard: list[str] = []
    with named_run("one"):
        thread = threading.Thread(target=lambda: heard.append(present_run_id()))
        thread.start()
        thread.join()

    assert heard == ["one"]
