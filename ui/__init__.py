"""What the pages share: theme, words, session state, figures and browser components."""

import os

# Before NumPy is imported: visitors share the cores, and where these are busy a second thread made
# the singular values of a large Jacobian take 240 ms instead of 14.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A page is a file in pages/ and a word "app.page_<name>"; the first is the one at "/".
PAGES = ("step", "compare", "gradients")
