"""Every sentence of the Gradients and Compare pages, judged again from the arrays of the run.

What is claimed is read off the English text, with the digits that are printed, and decided here
with NumPy alone: nothing of `ui.gradients.said.verdicts`, `advice` or `reading` is asked.
"""
