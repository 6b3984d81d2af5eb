"""The same worked solution as Markdown with LaTeX, to paste into slides or a notebook."""

from __future__ import annotations

import re

from sim.document.seen import PartScenario
from sim.run.trace import Trace
from sim.written.formulas import numbers, symbols
from sim.written.notation import Chain, blanked, latex
from sim.written.readout import readout_numbers, readout_symbols
from ui.handout.choice import Choice
from ui.handout.texts import Texts
from ui.words.markdown import plain


def markdown(
    scenario: PartScenario, trace: Trace, choice: Choice, say: Texts, link: str = ""
) -> str:
    """Equations, then the arithmetic of every chosen step and unit.

    Args:
        scenario: the document.
        trace: its run.
        choice: which steps and units, how many decimals.
        say: the texts of the scenario.
        link: its address, written at the end.
    """
    parts = [f"# {plain(say.title)}", f"## {say('equations')}"]
    output = scenario.output
    equations = symbols(trace.cell) | (readout_symbols(output.built) if output else {})
    parts += [_aligned(equations.values()), *map(plain, say.notes)]
    passes = [True, False] if choice.exercise else [False]
    for blank in passes:
        parts.append(f"## {say('steps' if blank or len(passes) == 1 else 'solution')}")
        for t in choice.timesteps:
            parts += _step(scenario, trace, choice, say, blank, t)
    parts.append(say("made"))
    return "\n\n".join([*parts, *([f"<{link}>"] if link else [])]) + "\n"


def _step(scenario, trace, choice, say, blank, t) -> list[str]:
    write = _blank if blank else latex
    parts = [f"### {say('step', t=t)}"]
    for unit in choice.rows:
        if scenario.units > 1:
            parts.append(f"{say('unit', unit=unit)}")
        lines = numbers(trace, t, unit, choice.decimals, write, brief=True)
        parts.append(_aligned(lines.values()))
    if scenario.output:
        out = scenario.read_out(trace)
        lines = readout_numbers(out, t, choice.decimals, write, brief=True)
        parts += [say.titles["y"], _aligned(lines)]
    return parts


def _blank(chain: Chain) -> str:
    return latex(blanked(chain))


def _aligned(equations) -> str:
    rows = " \\\\\n".join(re.sub(r" (:?=) ", r" &\1 ", text, count=1) for text in equations)
    return f"$$\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n$$"
