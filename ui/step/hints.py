"""The line under the controls: what just happened, or what to look for."""

from __future__ import annotations

from functools import cache

from sim.graph.schematic import schematic
from sim.lab.measures import half_life, keeps_all, kept_a_step
from sim.presets import PRESETS
from sim.run.trace import Trace
from sim.text.write import significant, ten_steps, worth
from ui.session.state import Session
from ui.words import sentences, t


def hint(session: Session, trace: Trace) -> str:
    """The last note; else what to look for, also after the example was changed.

    Args:
        session: of the visitor.
        trace: the run on screen, whose half-life is told where the example is about holding a
            value.
    """
    if note := session.note:
        return note
    if session.screen.covers and not session.screen.hint:  # it tells what comes
        return ""
    preset = PRESETS[session.preset]
    kept = None
    unit = session.view.unit
    memories = schematic(trace.cell)["memories"]
    # What a clock keeps from step to step has no half-life: it lets go all at once.
    if preset.held and memories and not _is_clocked(trace, memories[0]):
        unit = min(unit, trace[memories[0]["line"]].shape[1])
        kept = kept_a_step(trace, unit)
    said = _half_life(kept, trace, unit)
    if preset.is_shown(session.scenario):
        return sentences([look(preset.key, kept), *said])
    word = "step.changed" if _comes_back(session) else "step.changed_for_good"
    # Short: as the line that was there before, it mostly fits into one.
    parts = [t(word), *said]
    if session.scenario.cell == preset.scenario.cell:
        parts.append(look(preset.key))
    return sentences(parts)


def _is_clocked(trace: Trace, memory: dict) -> bool:
    return any(valve["gate"] in trace.cell.graph.signals for valve in memory["keep"])


def heading(session: Session, trace: Trace) -> dict[str, str] | None:
    """Title and hint for the stage in presenter mode, None outside of it.

    Args:
        session: of the visitor.
        trace: the run on screen.
    """
    if not session.screen.large:
        return None
    return {"title": t(f"presets.{session.preset}"), "hint": hint(session, trace)}


def look(key: str, kept: float | None = None) -> str:
    """What to look for in an example.

    Args:
        key: in PRESETS.
        kept: share of a held value that a step keeps, None for the example's own.
    """
    preset = PRESETS[key]
    if kept is None and preset.held:
        kept = _kept(key)
    return t(f"presets.{key}_look", kept="" if kept is None else significant(kept, 3))


@cache
def _kept(key: str) -> float | None:
    preset = PRESETS[key]
    trace = preset.scenario.run()
    return kept_a_step(trace, preset.unit) if schematic(trace.cell)["memories"] else None


def _comes_back(session: Session) -> bool:
    """Whether Reset is there and brings the example back."""
    return session.screen.shows("reset") and not session.screen.locked


def _half_life(kept: float | None, trace: Trace, unit: int) -> list[str]:
    """Sentences, or none where nothing is held: a gate beyond 1, an overflow, no gate at all."""
    if kept is None or not 0 <= kept <= 1:
        return []
    if kept == 1:
        return [t("step.half_life_never")] if keeps_all(trace, unit) else []
    if worth(significant(kept, 3)) < 0.5:  # "half of it" comes before the first step is over
        return [t("step.half_life_short", kept=significant(kept, 3))]
    said = [t("step.half_life", steps=significant(float(half_life(kept)), 3))]
    if (ten := ten_steps(kept)) is not None:
        said.append(t("step.ten_steps", kept=ten[0], left=ten[1]))
    return said
