"""The one table from which a link is both written and read.

A row is a name in the link, the attribute of `Place` that it stands for, and how its value is
written; what has its usual value is left out. The document has rows of its own kind. To let a link
carry a new setting, add a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim import CELLS
from sim.errors import InputError
from sim.presets import PRESETS
from ui.compare import choice as compare
from ui.gradients import settings as gradients
from ui.gradients import tabs as gradients_tabs
from ui.gradients.losses import LOSSES
from ui.gradients.runs import SCALES
from ui.links import document
from ui.links.clamps import by_cell
from ui.links.errors import LinkError
from ui.links.place import SECTIONS, STEP, UNIT, Place
from ui.links.texts import Codec, declared, flag, language_tag, one_of, several, table
from ui.screen import CONTROLS
from ui.words import listed, t

VERSION = "1"
MOST_LINK = 8_000
QUANTITIES = tuple(
    dict.fromkeys(
        (
            "s",
            "x",
            *gradients.PRODUCTS,
            *(line.name for cell in CELLS.values() for line in cell.lines),
        )
    )
)


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


def _of_gradients(name: str, setting: str) -> Field:
    """The field of a number of the Gradients page."""
    return Field(name, f"gradients.{setting}", declared(gradients.NUMBERS[setting]))


FIELDS = (
    Field("t", "t", declared(STEP)),
    Field("u", "unit", declared(UNIT)),
    Field("s", "section", one_of(SECTIONS)),
    Field("lang", "language", language_tag()),
    Field("names", "names", language_tag()),
    Field("large", "screen.large", flag()),
    Field("cover", "screen.covered", flag()),
    Field("hide", "screen.hidden", several(CONTROLS, frozenset)),
    Field("lock", "screen.locked", flag()),
    Field("free", "screen.free_inputs", flag()),
    Field("cells", "compare.cells", several(tuple(CELLS), most=compare.MOST)),
    Field("chold", "compare.clamps", by_cell()),
    Field("cheld", "compare.held", declared(compare.HELD)),
    Field("cgates", "compare.gates", one_of(compare.GATES)),
    Field("cview", "compare.view", one_of(compare.SHOWN)),
    Field("gof", "gradients.source", one_of(gradients.SOURCES)),
    _of_gradients("gsigma", "sigma"),
    _of_gradients("gkeep", "keep"),
    Field("gT", "gradients.T", one_of(gradients.STEPS)),
    Field("gH", "gradients.H", one_of(gradients.UNITS)),
    _of_gradients("gseed", "seed"),
    Field("gact", "gradients.activation", one_of(gradients.ELMAN_ACTIVATIONS)),
    Field("gloss", "gradients.loss", one_of(LOSSES)),
    _of_gradients("glt", "loss_t"),
    _of_gradients("glu", "loss_unit"),
    Field("gy", "gradients.targets", table("1 0")),
    Field("gcells", "gradients.cells", several(tuple(CELLS), most=gradients.MOST)),
    Field("gscale", "gradients.scale", one_of(SCALES)),
    Field("ghold", "gradients.hold", flag()),
    _of_gradients("gheld", "held"),
    Field("gq", "gradients.quantity", one_of(QUANTITIES)),
    _of_gradients("gt", "t"),
    Field("gtab", "gradients.section", one_of(tuple(gradients_tabs.TABS))),
)


def write(place: Place, written: Mapping[str, str] | None = None) -> dict[str, str]:
    """The parameters of the link to a place, in the order of the table.

    Args:
        place: what is on screen; written: the texts of its document, if they are known.
    """
    if written is None:
        written = document.write_document(place.scenario, place.preset, place.draw)
    texts = dict(written)
    usual = _begun(Place(preset=place.preset, scenario=PRESETS[place.preset].scenario))
    for field in FIELDS:
        value = field.get(place)
        if value != field.get(usual):
            texts[field.name] = field.codec.write(value)
    return texts


def read(texts: Mapping[str, str]) -> tuple[Place, list[str]]:
    """The place that a link leads to, and the sentences on what could not be read.

    What cannot be read has its usual value; a document is read whole or not at all.

    Args:
        texts: of a link, not trusted; other names are passed over.
    """
    place, wrong = Place(), []
    if texts.get("v", VERSION) != VERSION:
        return _begun(place), [t("links.version")]
    if sum(len(name) + len(text) for name, text in texts.items()) > 2 * MOST_LINK:
        return _begun(place), [t("links.too_long")]
    try:
        given = {name: texts[name] for name in document.NAMES if name in texts}
        place.scenario, place.preset, place.draw = document.read_document(given)
    except (LinkError, InputError) as error:
        wrong.append(_sentence(error))
    bad = [field.name for field in FIELDS if field.name in texts and not _take(field, texts, place)]
    if bad:
        wrong.append(t("links.broken_fields", names=listed(bad)))
    return _begun(place), wrong


def _take(field: Field, texts: Mapping[str, str], place: Place) -> bool:
    try:
        field.put(place, field.codec.read(texts[field.name]))
    except (LinkError, InputError):
        return False
    return True


def _begun(place: Place) -> Place:
    """The place with step and unit where its example begins, unless the link says where."""
    preset, sizes = PRESETS[place.preset], place.scenario.sizes
    place.t = min(place.t or preset.start, sizes["T"])
    place.unit = min(place.unit or preset.unit, sizes["H"])
    return place


def _sentence(error: LinkError | InputError) -> str:
    """What is wrong with a document."""
    return t(error.word if isinstance(error, LinkError) else "links.broken_document")
