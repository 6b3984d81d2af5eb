"""What a number may be, said once: its field, its slider and its place in a link read it here."""

from __future__ import annotations

from dataclasses import dataclass

from sim.text.errors import InputError
from sim.text.parse import parse_number
from sim.text.write import format_number
from ui.words import t

# What fits, by the bounds that there are.
ANY = {
    "": "number.any", "least": "number.any_from", "most": "number.any_to",
    "leastmost": "number.any_from_to",
}  # fmt: skip
WHOLE = {
    "": "number.whole", "least": "number.whole_from", "most": "number.whole_to",
    "leastmost": "number.whole_from_to",
}  # fmt: skip


class Unfit(ValueError):
    """A number that was read and doesn't fit; `word` and `fields` make the sentence, when shown."""

    def __init__(self, word: str, **fields: str) -> None:
        super().__init__(word)
        self.word, self.fields = word, fields

    def said(self) -> str:
        """The sentence, in the visitor's language."""
        return t(self.word, **self.fields)


@dataclass(frozen=True)
class Number:
    """Range, usual value and step of a number.

    Args:
        least, most: bounds, both included; None for none.
        usual: what it is unless somebody says otherwise; None where it may be left empty.
        step: by which keys and buttons move it.
        whole: whether it has no decimals.
    """

    least: float | None = None
    most: float | None = None
    usual: float | None = None
    step: float = 1
    whole: bool = False

    def read(self, text: str) -> float | None:
        """The number that a text says, an int if whole; None for an empty one that may be.

        Args:
            text: typed or pasted, not trusted.

        Raises:
            InputError: no number; Unfit: one with decimals, or out of range.
        """
        if self.usual is None and not text.strip():
            return None
        try:
            value = parse_number(text)
        except InputError as error:
            if self.whole and error.code == "decimal_comma":  # a point would not help
                raise Unfit("number.not_whole", given=str(error.fields["text"])) from error
            raise
        if self.whole and not value.is_integer():
            raise Unfit("number.not_whole", given=_shown(value))
        if self.least is not None and value < self.least:
            raise Unfit("number.too_small", least=_shown(self.least), given=_shown(value))
        if self.most is not None and value > self.most:
            raise Unfit("number.too_large", most=_shown(self.most), given=_shown(value))
        return int(value) if self.whole else value

    def within(self, value: float) -> float:
        """The nearest number that fits.

        Args:
            value: finite.
        """
        value = value if self.least is None else max(self.least, value)
        return value if self.most is None else min(self.most, value)

    def write(self, value: float | None) -> str:
        """The text of a value, with a real minus; "" for None.

        Args:
            value: finite.
        """
        return "" if value is None else _shown(value)

    def limits(self) -> str:
        """What fits, in words of the visitor's language."""
        given = {"least": self.least, "most": self.most}
        bounds = {name: _shown(bound) for name, bound in given.items() if bound is not None}
        return t((WHOLE if self.whole else ANY)["".join(bounds)], **bounds)


class AsTyped(Number):
    """A number whose page reads its text itself, and says there what is wrong with it."""

    def read(self, text: str) -> str:
        """The text, untouched; "" for nothing but blanks."""
        return text if text.strip() else ""

    def write(self, value: str) -> str:
        """The text."""
        return value

    def limits(self) -> str:
        """Nothing: the page says what it makes of the text."""
        return ""


def whole(least: int, most: int | None = None, usual: int | None = 1, step: int = 1) -> Number:
    """A whole number; `least`, `most`, `usual` and `step` as for `Number`."""
    return Number(least, most, usual, step, whole=True)


def _shown(value: float) -> str:
    """Every digit, and the sign as it stands elsewhere on screen."""
    text = str(value) if isinstance(value, int) else format_number(value)
    return text.replace("-", "−")


SEED = Number(0, 2**32 - 1, usual=0, whole=True)
