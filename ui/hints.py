"""The line under the controls: what just happened, or what to look for."""

from __future__ import annotations

from sim.measures import half_life, kept_a_step
from sim.presets import PRESETS
from sim.schematic import schematic
from sim.trace import Trace
from ui.state import Session
from ui.words import sentences, t


def hint(session: Session, trace: Trace) -> str:
    """The last note; else what to look for, as long as the example is on screen as it was made.

    Args:
        session: of the visitor; trace: the run on screen, whose half-life is told where the
            example is about holding a value.
    """
    if session.note:
        return session.note
    if session.screen.covered:  # it tells what comes
        return ""
    preset = PRESETS[session.preset]
    kept = None
    if preset.held and schematic(trace.cell)["memories"]:
        kept = kept_a_step(trace, session.view.unit)
    if preset.is_shown(session.scenario):
        share = "" if kept is None else f"{100 * kept:.3g} %"
        text = t(f"presets.{preset.key}_look", kept=share)
    else:
        text = t("step.changed", preset=t(f"presets.{preset.key}"))
    return sentences([text, *_half_life(kept)])


def _half_life(kept: float | None) -> list[str]:
    """A sentence, or none where nothing is held: a gate beyond 1, an overflow, no gate at all."""
    if kept is None or not 0 <= kept <= 1:
        return []
    if kept == 1:
        return [t("step.half_life_never")]
    return [t("step.half_life", steps=f"{float(half_life(kept)):.3g}")]
