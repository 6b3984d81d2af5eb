"""axe-core finds nothing against WCAG 2.2 AA, in either theme; it comes with its package."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser import PHONE, PROJECTOR, settled

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
RUN = f"""async () => (await axe.run(document, {{ runOnly: {RULES}, resultTypes: ["violations"] }}))
  .violations.flatMap(({{ id, nodes }}) => nodes.map(({{ html, failureSummary }}) =>
    `${{id}}: ${{html.slice(0, 200)}} ${{failureSummary}}`))"""
SHOWN = """(scheme) => {
  const app = document.querySelector("[data-testid=stApp]");
  return getComputedStyle(app).colorScheme === scheme; }"""
# Streamlit fades an element in: half-way its text has less contrast than it will.
STILL = "() => document.getAnimations().every((one) => !(one instanceof CSSTransition))"
VIEWS = {
    "step": ("/", PROJECTOR, ["Weights", "Check mine", "Formulas", "Table"]),
    "step on a phone": ("/", PHONE, ["Formulas"]),
    "many steps": ("/?p=random_lstm", (1440, 900), []),
    "compare": ("/compare", PROJECTOR, []),
    "gradients": ("/gradients", PROJECTOR, ["Written out"]),
    "gradients on a phone": ("/gradients", PHONE, ["Written out"]),
}


@pytest.mark.sampled("name")
@pytest.mark.parametrize("name", VIEWS)
def test_axe_finds_nothing(visitors, name):
    path, size, tabs = VIEWS[name]
    page = visitors(path, size=size, reduced_motion="reduce")
    page.evaluate(AXE_SCRIPT)
    for tab in [None, *tabs]:
        if tab:
            page.get_by_role("tab", name=tab, exact=True).click()
            settled(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_function(SHOWN, arg=scheme)
            page.wait_for_function(STILL)
            assert page.evaluate(RUN) == [], (tab, scheme)
