"""What is set on screen and stands in no link, each with the reason.

Key of a widget, or how its key begins (with a final "_") -> why. Anything else that is set is a
value of the document's or a setting with a name in links; a test reads every widget against both.
"""

DRAWN_NEXT = "how the next weights are drawn: a link says how those on screen were"
ON_PAPER = "what a sheet on paper holds: nothing on screen, and the sheet says it itself"
FILE = "the form of a file that somebody saves"
OF_A_LINK = "what the link says that this dialog makes"

PRIVATE = {
    "scheme_": DRAWN_NEXT,
    "scale": DRAWN_NEXT,
    "scale_to": DRAWN_NEXT,
    "keep_bias": DRAWN_NEXT,
    "feed_back_steps": "how much the next click adds: a link has what was added",
    "handout_": ON_PAPER,
    "chart_format": FILE,
    "csv_form": FILE,
    "class_": OF_A_LINK,
}
