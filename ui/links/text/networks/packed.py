"""A document of any number of parts as the content of a block, version 2.

n: 3 bytes | JSON of n bytes, its frame | its numbers, in the order of `arrays`
"""

from __future__ import annotations

import json

import numpy as np

from sim.document.networks.arrays import arrays, with_arrays
from sim.document.scenario import Scenario
from ui.links.text.errors import LinkError
from ui.links.text.floats import pack_numbers, unpack_numbers
from ui.links.text.networks.frame import blank, frame_of

LENGTH = 3  # bytes that say how long the JSON is
# All that a document can have: 50,000 numbers of 9 bytes, 110,000 characters of up to 6, and what
# stands around them.
MOST_BYTES = 1_500_000
# What frames have in common, so that a block need not spell it out. A block names this very text by
# its sum: another one would be another version.
COMMON = (
    b'"cross_entropy","squared_error","masks":{"U_h":["without":["frozen":["options":{"y":"softmax"},'
    b'"targets":{"out.y":{"loss":"memory":{"M":{"from":"enc"}},"start":{"h":{"from":"enc","taps":'
    b'"last"}},"labels":["steps":["frame":[2,2],"clamps":[{"line":"f","value":0.5,"first":1,"last":2'
    b'}],"line":"h","taps":"back"}"signals":{"m":4},"taps":"shift"}]"gru","elman","name":"out","cell"'
    b':"dense","reads":[{"from":"cell"}],"n":{"H":2,"Y":2}]"n":{"A":2,"D":2,"X":2},{"title":"","seed'
    b'":7,"inputs":{"x":{"rows":[10,2]}},"parts":[{"name":"cell","cell":"lstm","reads":[{"from":"x"}'
    b'],"n":{"H":4,"X":4}}]}'
)


def content_of(document: Scenario) -> bytes:
    """A document as bytes; its numbers come back exactly.

    Args:
        document: any.
    """
    text = json.dumps(frame_of(document), separators=(",", ":"), ensure_ascii=False).encode()
    numbers = np.concatenate([array.ravel() for array in arrays(document).values()])
    return len(text).to_bytes(LENGTH, "little") + text + pack_numbers(numbers.tolist())


def document_of(content: bytes) -> Scenario:
    """The document that `content_of` wrote.

    Args:
        content: of at most MOST_BYTES, not trusted.

    Raises:
        LinkError, PackingError, LookupError, TypeError, ValueError: bytes of another form.
        InputError: what they hold is no document.
    """
    end = LENGTH + int.from_bytes(content[:LENGTH], "little")
    try:
        frame = json.loads(content[LENGTH:end])
    except RecursionError as error:
        raise LinkError() from error
    document = blank(frame)
    known = arrays(document)
    flat = unpack_numbers(content[end:], sum(array.size for array in known.values()))
    ends = np.cumsum([array.size for array in known.values()])[:-1]
    pieces = zip(known.items(), np.split(flat, ends), strict=True)
    return with_arrays(document, {name: one.reshape(old.shape) for (name, old), one in pieces})
