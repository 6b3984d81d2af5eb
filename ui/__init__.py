"""What the pages share: theme, words, session state, figures and browser components."""

# A page is a file in pages/ and a word "app.page_<name>"; the first is the one at "/".
PAGES = ("step", "compare", "gradients")
