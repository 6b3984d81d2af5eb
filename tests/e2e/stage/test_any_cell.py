"""Cells that no list names yet on the stage: what is written comes to what the engine computed."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.graph.cell import Cell
from sim.run.trace import Trace
from tests.cells import LOOPED, MIXING, drawn, random_cell
from tests.e2e.bare import bare_stage
from tests.e2e.stage.test_true_as_printed import BLOCKS, UNFOLDED
from tests.printed import is_numeric, signs, value
from tests.sim.adjoint.test_by_step import MADE, SIZES, cell_of
from tests.sim.written.test_any_formula import BRACKETS, NAMES, bracketed, holds, is_tame, number
from ui.session.view import View
from ui.shared.blocks import pack
from ui.shared.bundle import bundle
from ui.stage import FOLDER, payload

pytestmark = pytest.mark.sampled("shown", count=25)

# A second copy of the stage's script, of which its functions can be asked.
ASKED = """
  window.at = {
    formulaOf, valueOf,
    hidden(model, id) {
      const arrays = { ...model.arrays };
      delete arrays[id];
      return Object.create(model, { arrays: { value: arrays } });
    },
  };
"""
# What every operation of step 2 comes to by its arguments, without the engine's number for it.
MADE_OF = """() => {
  const found = [];
  const visit = (node) => {
    if (node.id && node.form !== "column") {
      const hidden = at.hidden(store.model, node.id);
      for (const k of [1, 2]) for (const c of node.rank === 2 ? [1, 2] : [1])
        found.push([node.id, k, c, at.valueOf(hidden, node, 2, k, c)]);
    }
    node.args?.forEach(visit);
  };
  Object.values(store.model.expressions).forEach(visit);
  return found;
}"""
SAID = """(unit) => store.model.order.map(([id]) => [id, at.formulaOf(store.model, id, 2, unit)])"""


def told_as_known(cell: Cell) -> Cell:
    """With words that the catalogues have."""
    return replace(cell, key="lstm", lines=tuple(replace(one, word="h") for one in cell.lines))


def data_of(trace: Trace, **view) -> bytes:
    """What the stage is sent of any run, without a document that names its cell."""
    sizes = {"X": trace["x"].shape[1], "T": trace.T, "Y": 0}
    sizes["H"] = max(trace[name].shape[1] for name in trace.cell.graph.lines)
    document = SimpleNamespace(
        params=trace.params, inputs=trace["x"], initial=trace.initial, output=None, labels={},
        units=sizes["H"], sizes=sizes, given=(), output_kind=None, read_out=lambda trace: None,
        is_whole=True, part="cell", cell=trace.cell.key,
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(payload, "_other_valves", lambda cell: [])  # a signal has no word either
        patch.setattr(payload, "_said", lambda document: {})  # nor does another part send it
        header, arrays = payload.stage_payload(document, trace, View(**view))
    return pack(header | {"parts": ["arithmetic", "player"]}, arrays)


@pytest.fixture(scope="module")
def stage(chromium):
    with bare_stage(chromium) as page:
        script = bundle(FOLDER, "main.js") + ASKED
        page.page.add_script_tag(content=script, type="module")
        page.page.wait_for_function("() => window.at")
        yield page


def any_run(seed: int) -> Trace | None:
    """A run of a random cell with any operations, None where its numbers run away."""
    draw = np.random.default_rng(seed)
    names = [*LOOPED, *MIXING * 2]
    made = [(str(draw.choice(names)), *map(int, draw.integers(0, 50, 2))) for _ in range(10)]
    cell = random_cell(made, [int(pick) for pick in draw.integers(0, 50, 5)])
    if not cell.graph.shapes:
        return None
    cell = cell.with_options(**{key: str(draw.choice(NAMES)) for key in cell.defaults})
    numbers = drawn(cell, T=3, X=2, H=3, D=3, N=3, A=3, scale=0.4, seed=seed)
    with np.errstate(all="ignore"):
        trace = sim.forward(told_as_known(cell), **numbers)
    return trace if is_tame(trace) else None


def turned(x, h_prev, i_prev, M, W, U, b, act, softmax):
    """Signs before sums with weights in them, and rows beside what else a line is made of."""
    h = W.h @ x
    f = h_prev + (-(U.f @ i_prev + b.f))
    g = h_prev * (-(U.g @ i_prev))
    minus_i = -(U.i @ h_prev + b.i)
    i = -minus_i
    o = (U.o @ h_prev) - (f * i_prev)
    q = act.q(h) + M @ softmax(i)
    r = M @ act.r(h)
    z = h_prev - f - (-g)
    a = (h + f) * act.a(g)
    k = -(M @ softmax(g)) - h_prev
    l = i * act.l(h + f)  # noqa: E741 - a line as any other
    return dict(h=h, f=f, g=g, i=i, o=o, q=q, r=r, z=z, a=a, k=k, l=l)


CELLS = MADE | {
    "brackets": cell_of(bracketed, "h", *BRACKETS),
    "turned": cell_of(turned, *"hfgioqrzakl"),
    "plain": cell_of(turned, *"hfgioqrzakl").with_options(**dict.fromkeys("qal", "identity")),
}


def made_run(name: str, seed: int) -> Trace:
    cell = told_as_known(CELLS[name])
    sizes = SIZES[seed % 2] | ({"N": 7} if name in MADE and seed > 1 else {})
    return sim.forward(cell, **drawn(cell, T=3, seed=seed, scale=1 + seed % 3, **sizes))


RUNS = {(name, seed): made_run for name in CELLS for seed in range(16 if name == "turned" else 4)}
RUNS |= {("random", seed): lambda _, seed: any_run(seed) for seed in range(40)}


@pytest.fixture(params=RUNS, ids=lambda run: f"{run[0]} {run[1]}")
def shown(request, stage) -> tuple[Trace, int, str]:
    """A run on the stage at step 2, the chosen unit, the name of the cell."""
    name, seed = request.param
    trace = RUNS[request.param](name, seed)
    if trace is None:
        pytest.skip("its numbers run away")
    unit = 1 + seed % 2
    stage.give(data_of(trace, t=2, unit=unit, place=list(RUNS).index(request.param)))
    return trace, unit, name


def of_unit(row: np.ndarray, unit: int) -> float:
    """A shorter line has fewer units."""
    return row[min(unit, len(row)) - 1]


def test_every_operation_is_computed_right_from_its_arguments(stage, shown):
    trace, _, _ = shown
    found = stage.page.evaluate(MADE_OF)
    assert found
    for name, k, c, made in found:
        ours = trace.value(name)[1]
        row = of_unit(ours, k)
        ours = of_unit(row, c) if ours.ndim == 2 else row
        assert made == pytest.approx(ours, rel=1e-9, abs=1e-9), name


DOUBLED = re.compile(r"[-+−·/]\s*[-−]")
SIGNS: dict[tuple[str, str], list[str]] = {}
RAN: list[str] = []


def test_the_arithmetic_is_true_as_printed(stage, shown):
    """Every "=" by the printed digits, and the last number is the line's."""
    trace, unit, cell = shown
    RAN.append(cell)
    blocks = dict(stage.page.evaluate(BLOCKS))
    lines = {re.sub("[₀-₉]", "", name): text for name, text in blocks.items()}
    assert set(lines) == set(trace.cell.graph.lines)
    for name, text in lines.items():
        text = re.sub("[₀-₉]", "", text).removeprefix(name)
        judged(text, cell, name)
        *_, before, last = re.split("[=≈]", text)
        assert value(last) == pytest.approx(of_unit(trace[name][1], unit), abs=5e-4), text
        assert cell != "turned" or name != "r" or before.strip() != last.strip(), "said twice"
    for text in stage.page.evaluate(UNFOLDED):
        judged(text, cell, "unfolded")


def judged(text: str, cell: str, name: str) -> None:
    assert "NaN" not in text and "undefined" not in text, (name, text)
    assert not DOUBLED.search(text), text
    for score, rest in re.findall(r"exp\(([^()]*)\) \+ … \d+ more = ([\d.]+)\)", text):
        assert len(score.partition(".")[2]) == len(rest.partition(".")[2]), text
    for left, sign, right in signs(text):
        if is_numeric(left) and is_numeric(right):
            SIGNS.setdefault((cell, name), []).append(sign)
            if sign == "=":
                assert holds(left, right), (name, text)


def test_most_signs_were_equal_signs():
    judged_here = sum(map(len, SIGNS.values()))  # of the runs of this process
    assert judged_here >= 2 * len(RAN)
    for (cell, name), found in SIGNS.items():
        few = len(found) < 6
        assert cell == "random" or few or found.count("=") > 0.5 * len(found), (cell, name)
    assert sum(found.count("=") for found in SIGNS.values()) >= 0.5 * judged_here


class Array:
    """A value that knows what "·" is of: a matrix and a column, or numbers entry by entry."""

    def __init__(self, numbers):
        self.value = np.asarray(numbers, dtype=float)

    T = property(lambda self: Array(self.value.T))

    def _with(self, other, make):
        one, two = self.value, other.value if isinstance(other, Array) else np.float64(other)
        if {one.ndim, two.ndim} == {1, 2}:  # a vector beside every position
            one, two = (v[:, None] if v.ndim == 1 else v for v in (one, two))
        return Array(make(one, two))

    def __mul__(self, other):
        dims = self.value.ndim, other.value.ndim if isinstance(other, Array) else 0
        if dims in ((2, 1), (2, 2)):
            return Array(self.value @ other.value)
        if dims == (1, 2):
            raise TypeError("a column times a matrix")
        return self._with(other, np.multiply)

    __rmul__ = __mul__

    def __add__(self, other):
        return self._with(other, np.add)

    __radd__ = __add__

    def __sub__(self, other):
        return self._with(other, np.subtract)

    def __rsub__(self, other):
        return self._with(other, lambda a, b: b - a)

    def __truediv__(self, other):
        return self._with(other, np.divide)

    def __rtruediv__(self, other):
        return self._with(other, lambda a, b: b / a)

    def __neg__(self):
        return Array(-self.value)


CALLED = {
    "tanh": np.tanh, "σ": lambda z: 1 / (1 + np.exp(-z)), "relu": lambda z: np.maximum(z, 0),
    "softmax": lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
}  # fmt: skip


def in_symbols(text: str, trace: Trace) -> np.ndarray:
    """Value of an equation in symbols, as the stage writes it of step 2."""
    known = {n: Array(v) for n, v in {**trace.params, **trace.data}.items()}
    known |= {n: Array(v[1]) for n, v in trace.signals.items()}
    for name in trace:
        before = name.removesuffix("_prev")
        after = f"{name}_2" if name in trace.cell.states else name
        known[f"{before}_1" if before != name else after] = Array(trace[name][1])
    calls = {n: lambda a, f=f: Array(f(a.value)) for n, f in CALLED.items()}
    code = text.replace("ᵀ", ".T").replace("·", "*").replace("−", "-")
    code = re.sub("[₀-₉]", lambda found: f"_{ord(found[0]) - ord('₀')}", code)
    made = eval(code, {"__builtins__": {}}, known | calls)
    return made.value if isinstance(made, Array) else made


def test_symbols_and_numbers_of_every_moment_come_to_its_value(stage, shown):
    trace, unit, _ = shown
    for name, made in stage.page.evaluate(SAID, unit):
        ours = trace.value(name)[1]
        symbols = np.broadcast_to(in_symbols(made["symbols"], trace), ours.shape)
        np.testing.assert_allclose(symbols, ours, rtol=1e-9, atol=1e-9, err_msg=made["symbols"])
        assert value(made["value"]) == pytest.approx(of_unit(ours, unit), abs=5e-4)
        assert not DOUBLED.search(made["symbols"] + made["numbers"]), made
        if made["numbers"] and made["sign"] == "=":
            assert holds(made["numbers"], made["value"]), (name, made)
        elif made["numbers"]:
            assert number(made["numbers"]) == pytest.approx(of_unit(ours, unit), rel=0.05, abs=5e-3)


WRITTEN = """() => [...store.root.querySelectorAll(".arith-name")].map((button) => {
  const block = button.closest(".arith-block");
  const numbers = block.querySelector(".arith-row");
  button.click();
  const other = block.querySelector(".arith-row");
  const text = (other === numbers ? numbers.firstElementChild : other).textContent;
  button.click();
  return [button.textContent, text];
})"""


def test_the_arithmetic_in_symbols_comes_to_the_line(stage, shown):
    trace, _, _ = shown
    for name, text in stage.page.evaluate(WRITTEN):
        line = re.sub("[₀-₉]", "", name)
        written = text.removeprefix("=").strip()
        for one in trace.params:  # W_f stands as W with a low f
            written = re.sub(rf"(?<!\w){one.replace('_', '')}(?!\w)", one, written)
        made = np.broadcast_to(in_symbols(written, trace), trace[line][1].shape)
        np.testing.assert_allclose(made, trace[line][1], rtol=1e-9, atol=1e-9, err_msg=text)
        assert not DOUBLED.search(written), text
