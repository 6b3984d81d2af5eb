"""A whole scenario as a text for a link: what has no short form, such as weights typed one by one.

    base64url( version byte | zlib( content ) )

The newest version is written, `ui.links.text.networks.packed`; all are read.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Callable
from typing import NamedTuple

from sim.document.seen import PartScenario, seen
from sim.text.errors import InputError
from ui.links.text import one_cell
from ui.links.text.errors import LinkError
from ui.links.text.networks import packed as networks

VERSION = 2  # that is written
LATER = 16  # a first byte from here on is no version
MOST_TEXT = 12_000


class Reader(NamedTuple):
    """How the content of a version is read.

    Args:
        most: bytes that it may have.
        read: content, not trusted -> scenario.
        common: text that was left out where the content repeats it.
    """

    most: int
    read: Callable[[bytes], PartScenario]
    common: bytes = b""


READERS = {
    1: Reader(one_cell.MOST_BYTES, one_cell.scenario_of),
    2: Reader(
        networks.MOST_BYTES, lambda content: seen(networks.document_of(content)), networks.COMMON
    ),
}


def pack(scenario: PartScenario) -> str:
    """A scenario, all of its parts, as a text of letters, digits, - and _.

    Args:
        scenario: any; its numbers come back exactly.
    """
    content = networks.content_of(scenario.document)
    deflater = zlib.compressobj(9, zdict=networks.COMMON)
    block = bytes([VERSION]) + deflater.compress(content) + deflater.flush()
    return base64.urlsafe_b64encode(block).rstrip(b"=").decode()


def unpack(text: str) -> PartScenario:
    """The scenario that `pack` packed, now or in an earlier version, through its first part.

    Args:
        text: from a link, not trusted.

    Raises:
        LinkError: no such text, one of another version, or one that inflates beyond bounds.
        InputError: what it holds is no scenario.
    """
    version, content = _opened(text)
    try:
        return READERS[version].read(content)
    except (InputError, LinkError):
        raise
    except (LookupError, TypeError, ValueError) as error:  # of another form
        raise LinkError() from error


def _opened(text: str) -> tuple[int, bytes]:
    if len(text) > MOST_TEXT:
        raise LinkError("links.too_long")
    try:
        block = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
        version = (block or b"\0")[0]
        if version not in READERS:
            later = VERSION < version < LATER
            raise LinkError("links.version") if later else LinkError()
        reader = READERS[version]
        inflater = zlib.decompressobj(zdict=reader.common)
        content = inflater.decompress(block[1:], reader.most)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise error if isinstance(error, LinkError) else LinkError() from error
    if not inflater.eof or inflater.unused_data:
        raise LinkError()
    return version, content
