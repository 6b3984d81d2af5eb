"""The one place where HTML is made: everything is escaped unless it was made here.

`markupsafe`, which Streamlit's own dependencies bring along, tells text from HTML.
"""

from __future__ import annotations

from markupsafe import Markup, escape

__all__ = ["Markup", "document", "joined", "maths", "style", "tag", "typed"]

VOID = frozenset({"br", "link", "meta"})
# As hand-outs have always spelled them: a sheet that is made again stays the same to the byte.
_SPELLED = (("&#34;", "&quot;"), ("&#39;", "&#x27;"))


def tag(name: str, /, *children: str, **attributes: str | int | None) -> Markup:
    """An element.

    Args:
        name: of the element.
        children: texts, escaped, and `Markup`, kept.
        attributes: values, escaped; None leaves one out; `class_` is class.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = joined(*children)
    return Markup(f"<{name}{given}>" if name in VOID else f"<{name}{given}>{inner}</{name}>")


def joined(*children: str, between: str = "") -> Markup:
    """Children one after another, texts escaped; `between`: a text between two of them."""
    return Markup(_escaped(between).join(map(_escaped, children)))


def typed(text: str) -> Markup:
    """What a person typed, escaped and kept from turning the direction of what stands around it."""
    return tag("bdi", "".join(c for c in text if c.isprintable()))


def maths(pieces: list[str], **attributes: str) -> Markup:
    """A formula; a line may break between its pieces.

    Args:
        pieces: MathML as `sim.written.notation.mathml` gives it.
        attributes: of each `<math>`.
    """
    return joined(*(tag("math", Markup(piece), **attributes) for piece in pieces), between=" ")


def style(css: str) -> Markup:
    """A style sheet within a page.

    Args:
        css: of ours; raises ValueError where it would end the element, which knows no escapes.
    """
    if "</" in css:
        raise ValueError("a style sheet cannot hold </")
    return Markup(f"<style>{css}</style>")


def document(head: Markup, body: Markup, lang: str) -> str:
    """A page of its own.

    Args:
        head: its <head> element.
        body: its <body> element.
        lang: of its texts.
    """
    return f"<!doctype html>\n{tag('html', head, body, lang=lang)}\n"


def _escaped(text: str) -> str:
    if isinstance(text, Markup):
        return text
    safe = str(escape(text))
    for short, spelled in _SPELLED:
        safe = safe.replace(short, spelled)
    return safe


def css_text(text: str) -> str:
    """A text as a string of CSS, whatever it holds.

    Args:
        text: for people, in any language.
    """
    escaped = "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text)
    return f'"{escaped}"'
