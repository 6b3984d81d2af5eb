"""A link as it was written, from one that was escaped, broken or added to on its way.

Whatever a link of ours says consists of letters, digits and - . _ ~, so anything else in it was put
there by a mail program, a chat, or the sentence that the link stood in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import unquote

from ui.links.text import check

ROUNDS = 6  # how often a link may have been escaped
_AND = re.compile(r"&(?:amp|#0*38|#x0*26);|\\u0026", re.I)
_IS = re.compile(r"&(?:equals|#0*61|#x0*3d);|\\u003d|=3D", re.I)
_SOFT = re.compile(r"=(?!3D)\s*")  # where mail folds a line in which = is written =3D
_GT = re.compile(r">(?=\w*=)")  # "&gt=12" in a page is read as ">=12"
_TORN = re.compile(r"(?<=[0-9.])\s+(?=[0-9.])")
_MARK = re.compile(r"[^A-Za-z0-9._~-][.~-]?[0-9]")
_OURS = re.compile(r"[A-Za-z0-9._~-]*")
_FOREIGN = re.compile(r"[A-Za-z0-9_.$\[\]-]+")  # names of what sites add, such as utm_source


def candidates(
    texts: Mapping[str, str], names: Collection[str], guarded: bool = True
) -> Iterator[dict[str, str]]:
    """What the link may have been, the likeliest first.

    Args:
        texts: its parameters, decoded once, not trusted.
        names: those that a link can have.
        guarded: whether a check decides between them: without one 1 5 is not 15.
    """
    query = "&".join(f"{name}={text}" if text else name for name, text in texts.items())
    if not guarded:
        query = _TORN.sub(",", query)
    read = [query, re.sub(r"-\s+", "", query)]
    if "=3D" in query:
        read.append(_SOFT.sub("", query))
    for undone in dict.fromkeys(map(_undone, read)):
        # Only where a name is none of ours: gT=45, which cannot be, is no gt=45.
        known = all(part.lstrip("?").partition("=")[0] in names for part in undone.split("&"))
        for text in dict.fromkeys((undone, undone if known else undone.lower())):
            found = _parsed(text, names)
            yield found
            if said := check.length(found):
                yield from _up_to(text, said, names)


def cleaned(texts: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """The likeliest one.

    Args:
        texts: its parameters, decoded once, not trusted.
        names: those that a link can have.
    """
    return next(candidates(texts, names))


def is_odd(name: str, names: Collection[str]) -> bool:
    """Whether a parameter may be one of ours, escaped or in capitals.

    Args:
        name: of the parameter, not trusted.
        names: those that a link can have.
    """
    return name not in names and (name.lower() in names or not _FOREIGN.fullmatch(name))


def is_cut(name: str, names: Collection[str]) -> bool:
    """Whether a name without a value is the beginning of one of ours.

    Args:
        name: of the parameter, not trusted.
        names: those that a link can have.
    """
    return bool(name) and name not in names and any(one.startswith(name) for one in names)


def _up_to(text: str, said: int, names: Collection[str]) -> Iterator[dict[str, str]]:
    """The link by its length, whatever was written behind it."""
    _, found, rest = text.partition(f"{check.NAME}={said}-")
    if not found:
        return
    written, _, rest = rest.partition("&")
    own = _parsed(rest[:said], names) | {check.NAME: f"{said}-{written}"}
    if check.holds(own, names):
        yield own


def _undone(query: str) -> str:
    """Escapes undone, as often as they were made; blanks and what cannot be seen left out."""
    for _ in range(ROUNDS):
        before, query = query, _IS.sub("=", _AND.sub("&", unquote(query)))
        if query == before:
            break
    query = _GT.sub("&gt", query)
    return "".join(one for one in query if one != "\\" and unicodedata.category(one)[0] not in "CZ")


def _parsed(query: str, names: Collection[str]) -> dict[str, str]:
    """The parameters that a link can have, each up to the first letter that is none of ours.

    With a digit right behind it, as in 0,5, it was no end: the text is left for its reader.
    """
    found = {}
    for part in query.split("&"):
        name, _, text = part.lstrip("?").partition("=")
        if name in names or name == check.NAME:
            text = text.replace("=", "")
            own = _OURS.match(text)[0]
            ended = name == check.NAME or not _MARK.match(text, len(own))
            found[name] = (own.rstrip(".") if ended else "") or text
    return found
