"""The engine: recurrent cells and networks in NumPy, every number of a run kept."""

from sim.adjoint.gradients import Gradients, backward
from sim.adjoint.jacobians import jacobians
from sim.cells import CELLS
from sim.graph.cell import Cell, Line
from sim.network.network import Network
from sim.network.parts import Part, Wire
from sim.run.clamps import Clamp
from sim.run.forward import forward, step
from sim.run.trace import Trace
from sim.text.errors import InputError

__all__ = [
    "CELLS", "Cell", "Clamp", "Gradients", "InputError", "Line", "Network", "Part", "Trace", "Wire",
    "backward", "forward", "jacobians", "step",
]  # fmt: skip
