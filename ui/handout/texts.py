"""The texts of a hand-out, gathered while the visitor's session is at hand.

A download is made later, outside of any session, where nobody could tell the language any more.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.document.seen import PartScenario
from sim.presets import Expected
from ui.editor import Matrix
from ui.step.matrices import matrices
from ui.words import language, t, words
from ui.words.lines import columns, labels, part_name, positions, reads, title


@dataclass(frozen=True)
class Texts:
    """What a hand-out says.

    Args:
        lang: language tag of the page.
        title: of the scenario, or the cell's name.
        topic: the words of the hand-out, with their placeholders.
        cell: name of the cell.
        titles: of the lines, by name.
        reads: what their values tell, by name.
        matrices: weights and initial states with their names, as the page of weights shows them.
        notes: sentences under the equations.
        labels: what inputs "x", outputs "y", timesteps "t" and positions "m" are called; () for no
            names.
        part: which part of a network it is, "" for all there is.
    """

    lang: str
    title: str
    topic: dict[str, str]
    cell: str
    titles: dict[str, str]
    reads: dict[str, str]
    matrices: list[Matrix]
    notes: tuple[str, ...]
    labels: dict[str, tuple[str, ...]]
    part: str = ""

    def __call__(self, key: str, /, **fields: object) -> str:
        """A text of the hand-out with its placeholders filled in."""
        return self.topic[key].format(**fields)


def texts(scenario: PartScenario, called: str = "") -> Texts:
    """The texts for one scenario in the session's language.

    Args:
        scenario: what is on screen.
        called: its title, if it has one.
    """
    cell = scenario.chosen_cell
    notes = [t(f"step.formulas_{note}") for note in cell.notes]
    notes.append(t("step.source", source=cell.source))
    called_by = {axis: labels(scenario, axis) for axis in "xyt"} | {"m": positions(scenario)}
    if any(sent := columns(scenario)):
        called_by["x"] = sent
    part = "" if scenario.is_whole else t("handout.part", name=part_name(scenario.part))
    return Texts(
        language(), called or t(f"cells.{cell.key}"), words("handout"), t(f"cells.{cell.key}"),
        {name: title(cell, name) for name in cell.graph.lines} | _of_readout(scenario),
        {name: reads(cell, name) for name in cell.graph.lines},
        matrices(scenario), tuple(notes), called_by, part,
    )  # fmt: skip


def _of_readout(scenario: PartScenario) -> dict[str, str]:
    return {"y": t("cells.line_y")} if scenario.output else {}


@dataclass(frozen=True)
class Source:
    """A lecture's own numbers for the run. Args: name: of the lecture; lines: its numbers."""

    name: str
    lines: tuple[Expected, ...]
