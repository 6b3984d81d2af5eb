"""What a cell's lines are called, and which of them are shares."""

from __future__ import annotations

from sim.document.seen import PartScenario
from sim.graph.cell import Cell
from ui.words import ENGLISH, has, language, t, term, words


def title(cell: Cell, name: str) -> str:
    """What a line is called: "forget gate", in two languages if the visitor asked for them.

    Args:
        cell: the line's.
        name: of the line.
    """
    return term(f"cells.line_{_word(cell, name)}")


def plain(cell: Cell, name: str) -> str:
    """What a line is called within a sentence, in one language.

    Args:
        cell: the line's.
        name: of the line.
    """
    return t(f"cells.line_{_word(cell, name)}")


def short(name: str) -> list[str]:
    """Shorter names of a line, longest first, for where the title does not fit; may be none.

    Args:
        name: of the line.
    """
    key = f"stage.short_{name}"
    return list(dict.fromkeys([term(key), t(key)])) if has(key) else []


def reads(cell: Cell, name: str) -> str:
    """What a line's value tells, in a few words.

    Args:
        cell: the line's.
        name: of the line.
    """
    return t(f"cells.reads_{_word(cell, name)}")


def labels(scenario: PartScenario, axis: str) -> tuple[str, ...]:
    """What a scenario calls its inputs "x", outputs "y" or timesteps "t"; () for no names.

    The words of the examples are translated, any other stands as it is.

    Args:
        scenario: what is on screen.
        axis: one of the three.
    """
    known = {} if language() == ENGLISH else words("labels")
    return tuple(known.get(name, name) for name in scenario.labels.get(axis, ()))


def columns(scenario: PartScenario) -> tuple[str, ...]:
    """What the inputs of a part of a network are called, after the part that sends each of them.

    Args:
        scenario: what is on screen; () of one cell, whose inputs are its own.
    """
    document = scenario.document
    if scenario.is_whole and len(document.inputs) == 1:
        return ()
    said = labels(scenario, "x") or ("",) * scenario.sizes["X"]
    read = {wire.source for wire in scenario.own.reads}
    found = []
    for (wire, row), word in zip(document.network.columns(scenario.part), said, strict=True):
        if word or (wire.source in document.inputs and len(read) == 1):
            found.append(word)
            continue
        before = "_before" if wire.read_taps.delay else ""
        found.append(t(f"parts.column{before}", name=part_name(wire.source), row=row + 1))
    return tuple(found)


def positions(scenario: PartScenario) -> tuple[str, ...]:
    """What the positions are called that a part looks at; () for no names.

    Args:
        scenario: what is on screen.
    """
    known = {} if language() == ENGLISH else words("labels")
    return tuple(known.get(name, name) for name in scenario.positions)


def part_name(name: str) -> str:
    """What a part of a network is called: a word of the examples, or the name that it was given.

    Args:
        name: of the part.
    """
    return t(f"parts.name_{name}") if has(f"parts.name_{name}") else name


def is_share(cell: Cell, name: str) -> bool:
    """Whether a line lies between 0 and 1 whatever the weights are.

    Args:
        cell: the line's, with its activations.
        name: of the line.
    """
    low, high = cell.bounds(name)
    return low >= 0 and high <= 1


def _word(cell: Cell, name: str) -> str:
    return cell.line[name].word or name


SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
