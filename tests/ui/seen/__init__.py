"""What every page says and draws in some states, written down a line an element.

A line has what a reader knows an element by, and a digest of all that the browser gets of it:
labels, help, options, what is disabled, every number of a chart or of the stage. After a change
that is meant, `python -m tests.ui.seen` writes the files anew; read the difference before it is
committed.
"""
