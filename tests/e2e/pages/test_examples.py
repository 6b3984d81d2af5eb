"""The list of examples, opened: whole names under headings, on a projector and on a phone."""

from itertools import pairwise

from sim.presets import GROUPS, LISTED
from tests.browser import PHONE, PROJECTOR, settled
from ui.words import speaking, t

LIST = "[data-testid=stSelectboxVirtualDropdown]"
with speaking("en"):
    TITLES = {key: t(f"presets.{key}") for key in LISTED}
    HEADINGS = {TITLES[key]: t(f"presets.group_{group}") for group, keys in GROUPS.items()
                for key in keys}  # fmt: skip
FIRST = {TITLES[keys[0]] for keys in GROUPS.values()}
# Each option that is drawn with its heading, "" for none; where that and its name stand, and
# whether a part of them is cut; whether a finger hits it.
OPENED = """() => {
  const list = document.querySelector("[data-testid=stSelectboxVirtualDropdown] [role=listbox]");
  const box = list.getBoundingClientRect();
  const options = [...list.querySelectorAll("[role=option]")].map((option) => {
    const { content, bottom, lineHeight } = getComputedStyle(option, "::before");
    const name = option.firstElementChild;
    const own = option.getBoundingClientRect(), said = name.getBoundingClientRect();
    const base = own.bottom - parseFloat(bottom);
    return {
      name: option.textContent, heading: content === "none" ? "" : JSON.parse(content),
      cut: name.scrollWidth > name.clientWidth || said.right > box.right,
      within: own.top <= said.top && said.bottom <= own.bottom, height: own.height,
      top: said.top, bottom: said.bottom, above: [base - parseFloat(lineHeight), base],
    };
  });
  return { options, box: [box.left, box.top, box.right, box.bottom],
           scrolls: list.scrollHeight > list.clientHeight + 1,
           overflows: list.scrollWidth > list.clientWidth + 1,
           end: list.scrollTop + list.clientHeight >= list.scrollHeight - 1 };
}"""


def opened(page) -> dict:
    page.locator(".st-key-preset input").click()
    page.wait_for_selector(f"{LIST} [role=option]")
    return page.evaluate(OPENED)


def scrolled(page) -> list[dict]:
    """All that is seen of the list from its beginning to its end."""
    seen = {}
    while True:
        found = page.evaluate(OPENED)
        check_apart(found)
        seen |= {one["name"]: one for one in found["options"]}
        if found["end"]:
            return list(seen.values())
        page.locator(f"{LIST} [role=listbox]").evaluate("n => { n.scrollTop += 300 }")
        page.wait_for_timeout(100)


def check_apart(found: dict) -> None:
    """Of what is in sight nothing lies on something else: a heading is between two names."""
    _, top, _, bottom = found["box"]
    seen = [one for one in found["options"] if top <= one["top"] and one["bottom"] <= bottom]
    assert len(seen) > 1
    for upper, lower in pairwise(sorted(seen, key=lambda one: one["top"])):
        assert lower["top"] >= upper["bottom"] - 0.5, (upper, lower)
        if lower["heading"]:  # but for the room in its own line
            assert lower["above"][0] >= upper["bottom"] - 4, lower
            assert lower["above"][1] <= lower["top"] + 1, lower


def test_the_list_opens_wide_enough_to_read_with_its_groups(visitors):
    page = visitors(reduced_motion="reduce")
    for width, height in (PROJECTOR, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        found = opened(page)
        assert found["options"][0]["heading"] == "From the lecture"
        left, top, right, bottom = found["box"]
        assert 0 <= left < right <= width and 0 <= top < bottom <= height and right - left >= 340
        assert found["scrolls"] and not found["overflows"]
        every = scrolled(page)
        assert {one["name"] for one in every} == set(TITLES.values())
        assert {one["name"]: one["heading"] for one in every if one["heading"]} == {
            name: heading for name, heading in HEADINGS.items() if name in FIRST
        }
        assert not [one["name"] for one in every if one["cut"] or not one["within"]]
        assert all(one["height"] >= 24 for one in every)
        page.keyboard.press("Escape")
        page.wait_for_selector(LIST, state="detached")


def test_what_is_left_of_the_list_says_of_which_group_it_is(visitors):
    """Whether it is short and drawn as a whole, or long; it is sorted by how well it fits."""
    page = visitors(reduced_motion="reduce")
    page.locator(".st-key-preset input").click()
    for text, least, most in (("a", 26, len(LISTED) - 1), ("picture", 4, 25), ("overwr", 2, 3)):
        page.locator(".st-key-preset input").fill(text)
        page.wait_for_function(
            """([list, least, most]) => {
              const all = [...document.querySelectorAll(`${list} [role=option]`)];
              const count = all[0]?.getAttribute("aria-setsize") ?? all.length;
              return least <= count && count <= most;
            }""",
            arg=[LIST, least, most],
        )
        page.wait_for_timeout(200)
        found = page.evaluate(OPENED)
        check_apart(found)
        assert {one["name"]: one["heading"] for one in found["options"]} == {
            one["name"]: HEADINGS[one["name"]] for one in found["options"]
        }
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('.st-key-preset input').value === 'An overwriter'"
    )


def test_an_example_far_below_is_in_sight_when_the_list_opens(visitors):
    page = visitors("/?p=peephole_late", reduced_motion="reduce")
    found = opened(page)
    (one,) = [one for one in found["options"] if one["name"] == TITLES["peephole_late"]]
    assert found["box"][1] <= one["top"] and one["bottom"] <= found["box"][3]
