"""The report of `make prove`: one missed limit fails the run, whatever else was held."""

import io

import pytest
from rich.console import Console

from tests.benchmarks.measurements import at_least, at_most, exactly, quantile, reported
from tests.benchmarks.report import parts, run


def printed(**chosen) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=120)
    return run(chosen, console), console.file.getvalue()


@pytest.mark.parametrize(
    ("measurement", "holds"),
    [
        (at_most(2, "read", 2.0), True),
        (at_most(2, "read", 2.1), False),
        (at_least(500, "writes", 500), True),
        (at_least(500, "writes", 499.9), False),
        (exactly(0, "writes", 0), True),
        (exactly(0, "writes", 1), False),
        (at_most(2, "read", float("nan")), False),
    ],
)
def test_a_measurement_reports_whether_it_meets_its_target(measurement, holds):
    assert measurement.holds is holds


def test_all_met_targets_exit_with_success():
    status, text = printed(emulator=lambda: [at_most(2, "read, p50", 1.5, "ms"), reported("rows", 10_000)])
    assert status == 0
    assert "read, p50" in text
    assert "1.5 ms" in text
    assert "held" in text
    assert "missed" not in text


def test_one_missed_target_fails_the_run_and_is_shown():
    status, text = printed(
        emulator=lambda: [at_most(2, "read, p50", 2.5, "ms")], console=lambda: [exactly(0, "errors", 0)]
    )
    assert status == 1
    assert "missed" in text
    assert "held" in text


def test_a_part_that_raises_is_missed_and_the_others_continue():
    def broken():
        yield at_most(2, "read, p50", 1.0, "ms")
        raise OSError("cut off")

    status, text = printed(emulator=broken, console=lambda: [exactly(0, "errors", 0)])
    assert status == 1
    assert "OSError: cut off" in text
    assert "errors" in text


def test_the_table_shows_repetitions_spread_load_and_machine():
    _, text = printed(console=lambda: [at_most(15, "send, p50", 9.5, "ms", of=[8.25, 9.5, 12.75])])
    assert "8.25 to 12.75" in text
    assert " 3 " in text.partition("repeats")[2]
    assert "cores" in text
    assert "load" in text


def test_a_quantile_is_a_measured_value_that_at_least_that_share_does_not_exceed():
    values = [5, 1, 4, 2, 3, 9, 8, 7, 6, 10]
    assert [quantile(values, share) for share in (0.5, 0.95, 0.1, 1)] == [5, 10, 1, 10]


def test_the_parts_are_found():
    assert "startup" in parts()
