"""The engine: recurrent cells in NumPy, every number of a run kept, no word of screens."""

from sim.adjoint.gradients import Gradients, backward
from sim.adjoint.jacobians import jacobians
from sim.cells import CELLS
from sim.graph.cell import Cell, Line
from sim.run.clamps import Clamp
from sim.run.forward import forward, step
from sim.run.trace import Trace
from sim.text.errors import InputError

__all__ = [
    "CELLS", "Cell", "Clamp", "Gradients", "InputError", "Line", "Trace", "backward", "forward",
    "jacobians", "step",
]  # fmt: skip
