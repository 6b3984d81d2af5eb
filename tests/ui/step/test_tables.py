"""The run as a file: every number to the last bit, and no name that a spreadsheet would run."""

import csv
import io

import numpy as np
import pytest

from sim.presets import PRESETS
from tests.parts import EVERY_PART
from ui.step.table import BYTE_ORDER_MARK, FORMS, trace_csv, trace_table


def rows(scenario, form: str = "1.5, 2.5") -> list[list[str]]:
    text = trace_csv(scenario, scenario.run(), form)
    assert text.startswith(BYTE_ORDER_MARK) and text.count(BYTE_ORDER_MARK) == 1
    return list(csv.reader(io.StringIO(text[1:]), delimiter=FORMS[form][0]))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("key", EVERY_PART)
def test_a_file_holds_the_whole_run_to_the_last_bit(key, form):
    scenario = EVERY_PART[key]
    trace = scenario.run()
    head, *body = rows(scenario, form)
    start = 2 if head[1] == "name" else 1
    if (mark := FORMS[form][1]) == ",":
        assert not any("." in cell for row in body for cell in row[start:])
    numbers = np.array([[float(cell.replace(mark, ".")) for cell in row[start:]] for row in body])
    np.testing.assert_array_equal(numbers, trace_table(scenario, trace).to_numpy())
    names = {column.split("[")[0] for column in head[start:]}
    assert ("x" in names) == bool(trace["x"].size)
    assert names >= {*trace.cell.graph.lines, *(f"{s}_prev" for s in trace.cell.states)}
    assert names >= {f"{line}_pre" for line in trace.cell.graph.pres}
    assert ("y" in names) == ("y" in trace or scenario.output is not None)


def test_names_are_in_the_file_and_none_is_a_formula():
    scenario = PRESETS["arrive"].scenario
    t = ("=1+1", "@SUM(A1)", " -2", "\t=x", "台北")
    y = ("目的地", "=2", "c")
    head, *body = rows(scenario.changed(labels={"t": t, "y": y}))
    assert "y[1] 目的地" in head and "y_pre[1] 目的地" in head and "y[2] =2" in head
    assert [row[1] for row in body] == ["'=1+1", "'@SUM(A1)", "' -2", "'\t'=x", "台北"]
    assert not any(cell[:1] in "=+@\t" for row in [head, *body] for cell in row if cell)


def test_what_overflows_is_written_as_such():
    scenario = PRESETS["all_ones"].scenario
    large = scenario.changed(inputs=np.full((3, 2), 1e308))
    assert {"inf"} <= {cell for row in rows(large) for cell in row}


STARTS = "=+-@\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("opened_with", [",", ";", "\t", "|"])
@pytest.mark.parametrize("start", STARTS)
def test_no_name_is_a_formula_whatever_parts_the_line(form, opened_with, start):
    scenario = PRESETS["arrive"].scenario
    run = f"{start}RUN()"
    evil = f'a{opened_with}{run}{opened_with} "{run}", b{opened_with}"{run}"'
    names = tuple(f"{before}{evil}" for before in ("", run, f" {run}", f"\u200b{run}", "b "))
    changed = scenario.changed(labels={"t": names, "y": (evil, "b", "c"), "x": (evil, *"bcd")})
    text = trace_csv(changed, changed.run(), form).removeprefix(BYTE_ORDER_MARK)
    for quotes in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        for row in csv.reader(io.StringIO(text), delimiter=opened_with, quoting=quotes):
            for cell in row:
                seen = cell.strip(' "\u200b\ufeff')
                assert not seen.startswith(run), cell
    assert run in text
