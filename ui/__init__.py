"""What the pages share: theme, words, session state, figures and browser components."""
