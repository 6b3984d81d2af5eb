"""Which number of the document an edit means: {"entry": "W_f.1.2"}, counted from 1."""

from __future__ import annotations

from sim.document.arrays import Document, Entry, arrays, fields_of, read_entry
from sim.text.errors import InputError


def entry_of(document: Document, text: object) -> Entry | None:
    """The entry at an address that a browser sent, or None where there is no such entry.

    Args:
        document: what is on screen.
        text: not trusted.
    """
    try:
        return read_entry(text, {name: array.shape for name, array in arrays(document).items()})
    except InputError:
        return None


def field_of(document: Document, entry: Entry) -> str:
    """The document's field that an entry stands in: inputs, params, initial or readout.

    Args:
        document: what is on screen.
        entry: of it.
    """
    return fields_of(document)[entry.array]
