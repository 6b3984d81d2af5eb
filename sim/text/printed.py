"""What NumPy, PyTorch and JAX print of an array, made rows in brackets: `tensor([[1., 2.]])`."""

from __future__ import annotations

import re

from sim.text.errors import InputError

_FROM = r"(?:(?:np|numpy|torch|jnp|jax)\.)?"
_SETTING = (
    r",\s{0,99}(?:dtype|device|requires_grad|grad_fn|size|shape|layout|weak_type)\s{0,9}=\s{0,9}"
    r"(?:<[^<>]{0,99}>|'[^']{0,99}'|\([^()]{0,99}\)|[A-Za-z0-9_.]{1,99})"
)
_HEAD = re.compile(
    rf"(?:Parameter containing:\s{{0,9}})?\b{_FROM}(?:array|tensor|Array|Tensor|asarray)"
    rf"\((?=\s{{0,99}}\[)"
)
_TAIL = re.compile(rf"\](?:{_SETTING}){{0,6}},?\s{{0,99}}\)")
# np.float64(1.5), as a list of NumPy's numbers is printed; tensor(1.5)
_SCALAR = re.compile(
    rf"(?<![\w.])(?:(?:np|numpy)\.(?:float|int|uint)[0-9]{{1,3}}|{_FROM}(?:array|tensor|Array))"
    rf"\(([^()\[\],<>]{{1,400}})(?:{_SETTING}){{0,6}}\)"
)
_ELIDED = re.compile(r"(?<![0-9.])\.\.\.(?![0-9.])|…")


# NumPy and PyTorch begin a new line after 75 or 80 characters.
_LONG_LINE = 55


def unwrapped(text: str) -> str:
    """`text` with the names around brackets gone, or as it is if it is nothing that was printed.

    Args:
        text: as `sim.text.characters.read` gives it.

    Raises:
        InputError: numbers were left out with "...", or lines in brackets may be one row or
            several.
    """
    if _ELIDED.search(text):
        raise InputError("elided")
    text, named = _without_names(text)
    if named:
        return text.replace("\n", " ")
    return text.replace("\n", " ") if "\n" in text and _is_one_row(text) else text


def _without_names(text: str) -> tuple[str, bool]:
    """`text` without `array(` and `)` around its brackets, and whether there were any."""
    if "(" not in text:
        return text, False
    text = _SCALAR.sub(r"\1", text)
    inside, heads = _HEAD.subn("", text)
    inside, tails = _TAIL.subn("]", inside) if heads else (text, 0)
    return (inside, True) if heads and heads == tails else (text, False)


def _is_one_row(text: str) -> bool:
    """Whether several lines are one row that was broken, as `print` breaks a long vector."""
    text = text.strip()
    if text[:1] != "[" or text.find("]") != len(text) - 1 or text.rfind("[") or ";" in text:
        return False
    lines = text[1:-1].split("\n")
    if all(line.rstrip().endswith(",") for line in lines[:-1]):
        return True
    if "," in text or len(lines[0]) < _LONG_LINE or not all(line[:1] == " " for line in lines[1:]):
        return False
    counts = [len(line.split()) for line in lines]
    if counts[-1] == counts[0]:
        raise InputError("one_row_or_several")
    return counts[-1] < counts[0]
