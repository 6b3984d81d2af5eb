"""What is wrong with a page as it is seen: texts cut or on each other, what failed."""

from __future__ import annotations

from itertools import combinations

from playwright.sync_api import Page

SLACK = 1.0  # px; glyph boxes hold room above and below that no stroke reaches
LEAST = 11  # px

# Of every diagram: its box, its valves, and its labels with their boxes and sizes.
LABELS = """() => {
  const found = [];
  const flat = (r) => [r.left, r.top, r.right, r.bottom];
  const visit = (root) => {
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) visit(node.shadowRoot);
    for (const picture of root.querySelectorAll("svg.dg")) {
      const all = (selector) => [...picture.querySelectorAll(selector)];
      const size = (node) => parseFloat(getComputedStyle(node).fontSize);
      found.push({
        picture: flat(picture.getBoundingClientRect()),
        rings: all(".dg-ring").map((node) => flat(node.getBoundingClientRect())),
        labels: all("[data-label]").filter((node) => node.textContent)
          .map((node) => [node.textContent, flat(node.getBoundingClientRect()), size(node)]),
      });
    }
  };
  visit(document);
  return found;
}"""
# What nobody may see: numbers that their fields cut, failures, a page that scrolls sideways.
WRONG = """() => {
  const cut = [];
  const fields = ".score-number, .score-title, .score-step, .score-field, .score-value, "
    + ".arith-field, .ed-field, .pl-button, .hd-title";
  const visit = (root) => {
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) visit(node.shadowRoot);
    for (const node of root.querySelectorAll(fields)) {
      const flows = getComputedStyle(node).display === "inline" || !node.offsetWidth;
      if (flows || node.scrollWidth <= node.clientWidth + 1) continue;
      cut.push(node.value ?? node.textContent);
    }
  };
  visit(document);
  const failed = [...document.querySelectorAll("[data-testid=stException]")];
  const { scrollWidth, clientWidth, lang } = document.documentElement;
  return { cut, failed: failed.map((node) => node.textContent.slice(0, 300)),
           wider: Math.max(0, scrollWidth - clientWidth), lang,
           empty: !document.querySelector("[data-testid=stMain]").innerText.trim() };
}"""


def overlap(a: list[float], b: list[float]) -> bool:
    """Whether two boxes lie on each other. Args: left, top, right, bottom of each."""
    return min(a[2], b[2]) - max(a[0], b[0]) > SLACK and min(a[3], b[3]) - max(a[1], b[1]) > SLACK


def check_labels(page: Page, where: str) -> None:
    """Raise AssertionError where a label of a diagram is small, cut, or lies on something.

    Args:
        page: with one diagram at least.
        where: said in the message.
    """
    diagrams = page.evaluate(LABELS)
    assert diagrams, f"{where}: no diagram"
    for seen in diagrams:
        left, top, right, bottom = seen["picture"]
        assert len(seen["labels"]) > 4, where
        for text, box, size in seen["labels"]:
            inside = box[0] >= left - 1 and box[2] <= right + 1 and box[1] >= top - 2
            assert inside and box[3] <= bottom + 2, f"{where}: {text!r} is cut off"
            assert size >= LEAST, f"{where}: {text!r} is too small"
            for ring in seen["rings"]:
                assert not overlap(box, ring), f"{where}: {text!r} lies on a valve"
        for (text, box, _), (other, second, _) in combinations(seen["labels"], 2):
            assert not overlap(box, second), f"{where}: {text!r} lies on {other!r}"


def check(page: Page, where: str, lang: str) -> None:
    """Raise AssertionError where something on a page of the app is wrong.

    Args:
        page: settled.
        where: said in the message.
        lang: the language that it is in.
    """
    wrong = page.evaluate(WRONG)
    assert wrong.pop("lang") == lang, f"{where}: not in {lang}"
    assert not any(wrong.values()), f"{where}: {wrong}"
    if page.evaluate(LABELS):
        check_labels(page, where)
