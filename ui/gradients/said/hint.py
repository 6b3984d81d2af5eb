"""The sentences under the curves: what they say, why, and what mends or breaks them."""

from __future__ import annotations

from collections.abc import Mapping

from sim.document.seen import PartScenario
from sim.lab import Reach, Run, memory_only
from ui.gradients.said import verdicts
from ui.gradients.said.advice import MOST_TRIED, Advice, advise
from ui.gradients.said.verdicts import Said
from ui.gradients.settings import LEAST, MOST, PRODUCTS, Settings
from ui.shared.setting import redraw_key
from ui.words import listed, sentences, t

Runs = Mapping[str, Run]
Readings = Mapping[str, Reach]
LONGER = (30, 100, 300)  # steps that are tried where there are fewer


def sentence(settings: Settings, scenario: PartScenario, runs: Runs, readings: Readings) -> str:
    """What the curves say, in words.

    Args:
        settings: the page's.
        scenario: of the Step page.
        runs: by cell.
        readings: curves in numbers, by cell.
    """
    return sentences(worded(one) for one in said(settings, scenario, runs, readings))


def worded(one: Said) -> str:
    """A sentence in the visitor's language.

    Args:
        one: as it was decided.
    """
    fields = dict(one.fields)
    if "cell" in fields:
        fields["cell"] = t(f"cells.{fields['cell']}")
    if "gates" in fields:
        fields["gates"] = listed(fields["gates"])
    return t(f"gradients.says_{one.key}", **fields)


def said(settings: Settings, scenario: PartScenario, runs: Runs, readings: Readings) -> list[Said]:
    """What is claimed of the curves, in the order in which it is said.

    Args:
        settings: the page's.
        scenario: of the Step page.
        runs: by cell.
        readings: curves in numbers, by cell.
    """
    found = [] if LEAST <= len(settings.cells) <= MOST else [Said("too_few")]
    found += [verdicts.of_curve(cell, one) for cell, one in readings.items()]
    if settings.hold and (gates := verdicts.held_gates(runs, settings.held)):
        found.append(Said("held", {"gates": gates, "value": f"{settings.held:g}"}))
    cell = verdicts.subject(runs, readings)
    if cell is None or settings.quantity in PRODUCTS:
        return found
    run, one = runs[cell], readings[cell]
    first, last = settings.choice.looks_at(run.trace.T)
    ways = memory_only(run, 1, last) if 1 < first == last else None
    found += verdicts.causes(cell, run, one, ways, settings.hold)
    shown = verdicts.shut(run, last if first == last else None)
    if one.verdict in ("cut", "zero") and shown is not None:
        found.append(verdicts.of_shut(cell, shown, last))
    if (advice := _advice(settings, scenario, cell, run, one, ways)) is not None:
        found += verdicts.of_advice(cell, advice)
    return found


def _advice(
    settings: Settings, scenario: PartScenario, cell: str, run: Run, one: Reach, ways
) -> Advice | None:
    """What was tried and helps; found once for these settings."""
    T, H = run.trace["h"].shape
    if T * H > MOST_TRIED:
        return None
    laboratory = settings.source == "laboratory"
    longer = tuple(n for n in LONGER if n > T and n * H <= MOST_TRIED) if laboratory else ()
    first, last = settings.choice.looks_at(T)
    cut = (
        one.verdict in ("cut", "zero")
        and verdicts.shut(run, last if first == last else None) is not None
    )
    key = (*redraw_key(settings, "runs"), settings.quantity, cell)
    of_scenario = (scenario.digest, scenario.seed, scenario.output_digest)
    return settings.kept(
        "advice", key if laboratory else (*key, *of_scenario),
        lambda: advise(
            one, settings.controls(cell), lambda change: settings.tried(scenario, cell, change),
            cancelled=verdicts.is_cancelled(ways), longer=longer,
            look_at=verdicts.open_place(run) if cut else None,
        ),
    )  # fmt: skip
