"""The one table from which a link is both written and read.

A row is a name in the link, the attribute of `Place` that it stands for, and how its value is
written; what has its usual value is left out. The document has rows of its own kind, the others are
collected from the settings of `Place` and of each page, in the order in which they are declared.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.document.versions import Versions
from sim.presets import FIRST, PRESETS
from sim.text.errors import InputError
from ui.compare.other import KEPT
from ui.links.place import Place
from ui.links.text import check, document, kept, repair
from ui.links.text.clamps import by_cell
from ui.links.text.codecs import Codec, codec
from ui.links.text.errors import LinkError
from ui.reruns.mishaps import noted
from ui.shared.setting import HeldGates, Whole, settings

LINKS = Versions(newest=1)  # of the texts of a link; "v" says which, 1 where it is left out
MOST_LINK = 8_000
codec.register(HeldGates, lambda held: by_cell(*held.others))
codec.register(Whole, lambda _: kept.whole())


@dataclass(frozen=True)
class Field:
    """A name in a link, the attribute it stands for ("screen.locked"), and how it is written."""

    name: str
    attribute: str
    codec: Codec

    def get(self, place: Place) -> object:
        """Its value in a place."""
        owner, name = self._owner(place)
        return getattr(owner, name)

    def put(self, place: Place, value: object) -> None:
        """Set its value in a place."""
        owner, name = self._owner(place)
        setattr(owner, name, value)

    def _owner(self, place: Place) -> tuple[object, str]:
        *path, name = self.attribute.split(".")
        owner: object = place
        for part in path:
            owner = getattr(owner, part)
        return owner, name


def _collected(kind: type, at: str = "") -> Iterator[Field]:
    """The settings that a class declares, and those of the settings that it holds."""
    declared = settings(kind)
    for one in dataclasses.fields(kind):
        found = declared.get(one.name)
        if found is not None and found.link:
            yield Field(found.link, f"{at}{one.name}", codec(found.values))
        elif isinstance(one.default_factory, type) and dataclasses.is_dataclass(
            one.default_factory
        ):
            yield from _collected(one.default_factory, f"{at}{one.name}.")


FIELDS = tuple(_collected(Place))


def write(place: Place, written: Mapping[str, str] | None = None) -> dict[str, str]:
    """The parameters of the link to a place, in the order of the table.

    Args:
        place: what is on screen.
        written: the texts of its document, if they are known.
    """
    if written is None:
        written = document.write_document(place.scenario, place.preset, place.draws)
    texts = dict(written)
    usual = _begun(Place(preset=place.preset, scenario=PRESETS[place.preset].scenario))
    for field in FIELDS:
        value = field.get(place)
        if field.attribute in OF_KEPT and not _is_kept(place):
            continue
        if value is not None and value != field.get(usual):
            texts[field.name] = field.codec.write(value)
    if texts.keys() <= SPOKEN and place.preset != FIRST:  # no more leads to the first example
        texts = {"p": place.preset, **texts}
    return texts


def _is_kept(place: Place) -> bool:
    """Whether what was kept stands beside, and a link can hold it."""
    other = place.compare.other
    return other.what == KEPT and other.kept is not None and kept.fits(other.kept)


OF_KEPT = {"compare.other.kept", "compare.other.origin"}
NAMES = frozenset({*document.NAMES, *(field.name for field in FIELDS)})
SPOKEN = frozenset({"lang", "names"})
SHUT = {"screen.locked", "screen.covered"}  # where they cannot be read they are on


def written(place: Place) -> dict[str, str]:
    """The parameters of the link to a place behind their check.

    Args:
        place: where to.
    """
    return check.with_check(write(place))


def read(texts: Mapping[str, str]) -> tuple[Place, list[LinkError]]:
    """The place that a link leads to, and what could not be read of it.

    A link with a check is read as it was written, or not at all. In one without, what cannot be
    read has its usual value, and a lock or a cover is on; a document is read whole or not at all.

    Args:
        texts: of a link, not trusted; other names are passed over.
    """
    try:
        texts = LINKS.upgrade(dict(texts), _version(texts.get("v", "1")))
    except InputError:
        return _begun(Place()), [LinkError("links.version")]
    if sum(len(name) + len(text) for name, text in texts.items()) > 2 * MOST_LINK:
        return _begun(Place()), [LinkError("links.too_long")]
    if check.holds(texts, NAMES):
        return _read(texts)
    cleaned = repair.cleaned(texts, NAMES)
    if check.NAME in cleaned or check.NAME in map(str.lower, texts):
        return _checked(texts, cleaned)
    return _unchecked(texts)


def _version(text: str) -> int | None:
    """The version that a link says, None for what is no such number."""
    return int(text) if len(text) < 4 and text.isascii() and text.isdigit() else None


def _unchecked(texts: Mapping[str, str]) -> tuple[Place, list[LinkError]]:
    """The place of a link without a check: as it stands, else with its escapes undone."""
    place, wrong = _read(texts)
    cut = [name for name, text in texts.items() if not text and repair.is_cut(name, NAMES)]
    if wrong or any(repair.is_odd(name, NAMES) for name in texts):
        for found in repair.candidates(texts, NAMES, guarded=False):
            gained = set(found) - set(texts)
            if not gained and not wrong:
                continue
            mended = _read(found)
            if not mended[1] or not wrong:
                place, wrong = mended
            if not wrong:
                break
    if not cut:
        return place, wrong
    for field in FIELDS:
        if field.attribute in SHUT and field.name.startswith(tuple(cut)):
            field.put(place, True)
    return place, [*wrong, LinkError("links.broken_fields", names=cut)]


def _checked(texts: Mapping[str, str], cleaned: Mapping[str, str]) -> tuple[Place, list[LinkError]]:
    """The place of a link with a check, which did not come as it was written."""
    for found in repair.candidates(texts, NAMES):
        if check.holds(found, NAMES):
            place, wrong = _read(found)
            for field in FIELDS:
                if field.name in cleaned and field.name not in found:
                    _take(field, cleaned, place)
            return place, wrong
    place = Place()
    likely = next((one for one in repair.candidates(texts, NAMES) if check.NAME in one), cleaned)
    for field in FIELDS:  # so that it is said in the reader's language
        if field.attribute in ("language", "names") and field.name in likely:
            _take(field, likely, place)
    return _begun(place), [check.problem(likely, NAMES)]


def _read(texts: Mapping[str, str]) -> tuple[Place, list[LinkError]]:
    """The place of parameters, each taken as it stands."""
    place, wrong = Place(), []
    # The app's address, with a language typed behind it; one that was shared carries its check, and
    # opens what it did when nothing in a link stood for the first example of that time.
    plain = NAMES & texts.keys() <= SPOKEN and check.NAME not in texts
    try:
        given = {name: texts[name] for name in document.NAMES if name in texts}
        if not plain:
            place.scenario, place.preset, place.draws = document.read_document(given)
            place.scenario = document.looked_at(place.scenario, given)
    except Exception as error:  # whatever a text does: the rest of the link is opened
        wrong.append(_refusal(error))
    bad = [field for field in FIELDS if field.name in texts and not _take(field, texts, place)]
    for field in bad:
        if field.attribute in SHUT:
            field.put(place, True)
    if bad:
        wrong.append(LinkError("links.broken_fields", names=[field.name for field in bad]))
    return _begun(place), wrong


def _take(field: Field, texts: Mapping[str, str], place: Place) -> bool:
    try:
        field.put(place, field.codec.read(texts[field.name]))
    except (LinkError, InputError):
        return False
    except Exception as error:
        noted(error, f"link field {field.name}")
        return False
    return True


def _begun(place: Place) -> Place:
    """The place with step and unit where its example begins, unless the link says where."""
    preset, scenario = PRESETS[place.preset], place.scenario
    place.t = min(place.t or preset.start, scenario.sizes["T"])
    place.unit = min(place.unit or preset.unit, scenario.units)
    return place


def _refusal(error: Exception) -> LinkError:
    """What is wrong with a document."""
    if isinstance(error, LinkError):
        return error
    if not isinstance(error, InputError):
        noted(error, "link document")
    return LinkError()
