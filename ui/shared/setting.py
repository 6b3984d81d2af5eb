"""A setting, declared once: what it can be, how a link calls it, what its change redraws.

    sigma: float = setting("gsigma", Number(0.0, 3.0, usual=1.0, step=0.05), redraws="runs")

A widget reads its bounds off the field, `ui.links.fields` the row of the link, and who keeps what
was drawn the key to keep it by.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

_KEY = "setting"


@dataclass(frozen=True)
class OneOf:
    """One of some texts or whole numbers; usually the first."""

    options: tuple

    @property
    def usual(self) -> str | int:
        """The first."""
        return self.options[0]


@dataclass(frozen=True)
class Several:
    """Some of the texts, each once; `kind`: list or frozenset; `most`: how many, None for all."""

    options: tuple[str, ...]
    kind: type = list
    most: int | None = None


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    usual: bool = False


@dataclass(frozen=True)
class Line:
    """A text on one line that a person typed; `most`: characters."""

    most: int
    usual: str = ""


@dataclass(frozen=True)
class Rows:
    """Typed numbers in rows and columns; `usual`: stands in a link for a text that is none."""

    usual: str


@dataclass(frozen=True)
class Tongue:
    """A language on offer, "" for none."""

    usual: str = ""


@dataclass(frozen=True)
class HeldGates:
    """Cell -> the gates that are held in it; `others`: names of runs that are no cells."""

    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Whole:
    """A whole scenario, None for none."""

    usual: None = None


@dataclass(frozen=True)
class Setting:
    """What is declared of a field.

    Args:
        link: its name in a link, "" where no link carries it.
        values: what it can be: one of the above, or a `ui.widgets.number.Number`.
        redraws: what has to be made again when it changes, "" for nothing that is kept.
        by: the attribute that tells whether it has changed, where that is not the field itself.
    """

    link: str
    values: object
    redraws: str = ""
    by: str = ""


def setting(
    link: str, values: object, *, usual: object = ..., redraws: str = "", by: str = ""
) -> object:
    """A dataclass's field that is a setting.

    Args:
        link: as for `Setting`.
        values: as for `Setting`.
        usual: its value unless somebody says otherwise, else that of `values`.
        redraws: as for `Setting`.
        by: as for `Setting`.
    """
    usual = values.usual if usual is ... else usual
    metadata = {_KEY: Setting(link, values, redraws, by)}
    if isinstance(usual, (list, dict)):
        return dataclasses.field(default_factory=lambda: copy.copy(usual), metadata=metadata)
    return dataclasses.field(default=usual, metadata=metadata)


def settings(kind: type) -> dict[str, Setting]:
    """Field -> what is declared of it, in order.

    Args:
        kind: a dataclass.
    """
    return dict(_settings(kind))


def _settings(kind: type) -> Iterator[tuple[str, Setting]]:
    for one in dataclasses.fields(kind):
        if _KEY in one.metadata:
            yield one.name, one.metadata[_KEY]


def redraw_key(owner: object, what: str) -> tuple:
    """A key that changes when what was drawn has to be drawn again.

    Args:
        owner: of the settings.
        what: as they say in `redraws`.
    """
    told = (one.by or name for name, one in _settings(type(owner)) if one.redraws == what)
    return tuple(getattr(owner, name) for name in dict.fromkeys(told))
