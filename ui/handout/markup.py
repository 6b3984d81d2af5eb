"""HTML without templates: everything is escaped unless it was made here."""

from __future__ import annotations

from html import escape

VOID = frozenset({"br", "meta"})


class Markup(str):
    """A text that is HTML already; only `tag` and its like make one."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | int | None) -> Markup:
    """An element.

    Args:
        name: of the element.
        children: texts, escaped, and `Markup`, kept.
        attributes: values, escaped; None leaves one out; `class_` is class.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = joined(*children)
    return Markup(f"<{name}{given}>" if name in VOID else f"<{name}{given}>{inner}</{name}>")


def joined(*children: str) -> Markup:
    """Children one after another, texts escaped."""
    return Markup("".join(c if isinstance(c, Markup) else escape(c) for c in children))


def typed(text: str) -> Markup:
    """What a person typed, escaped and kept from turning the direction of what stands around it."""
    return tag("bdi", "".join(c for c in text if c.isprintable()))


def maths(pieces: list[str], **attributes: str) -> Markup:
    """A formula; a line may break between its pieces.

    Args:
        pieces: MathML as `sim.written.notation.mathml` gives it; attributes: of each `<math>`.
    """
    parts = (tag("math", Markup(piece), **attributes) for piece in pieces)
    return Markup(" ".join(parts))
