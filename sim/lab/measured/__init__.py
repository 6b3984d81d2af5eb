"""What the lectures claim, measured."""

from sim.lab.measured.echo import distance, recall, sine
from sim.lab.measured.growing import Place, product, surface
from sim.lab.measured.movement import movement, movement_of_spread
from sim.lab.measured.normalised import Openness, normalised, openness

__all__ = [
    "Openness", "Place", "distance", "movement", "movement_of_spread", "normalised", "openness",
    "product", "recall", "sine", "surface",
]  # fmt: skip
