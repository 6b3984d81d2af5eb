"""The list of examples, opened: whole names under headings, on a projector and on a phone."""

from tests.browser import PHONE, PROJECTOR, settled

LIST = "[data-testid=stSelectboxVirtualDropdown]"
# Each option with its heading, "" for none; whether its name is cut; whether a finger hits it.
OPENED = """() => {
  const list = document.querySelector("[data-testid=stSelectboxVirtualDropdown] [role=listbox]");
  const box = list.getBoundingClientRect();
  const options = [...list.querySelectorAll("[role=option]")].map((option) => {
    const content = getComputedStyle(option, "::before").content;
    const name = option.firstElementChild;
    return {
      name: option.textContent, heading: content === "none" ? "" : JSON.parse(content),
      cut: name.scrollWidth > name.clientWidth || name.getBoundingClientRect().right > box.right,
      height: option.getBoundingClientRect().height,
    };
  });
  return { options, box: [box.left, box.top, box.right, box.bottom],
           scrolls: list.scrollHeight > list.clientHeight + 1 };
}"""


def opened(page) -> dict:
    page.locator(".st-key-preset input").click()
    page.wait_for_selector(f"{LIST} [role=option]")
    return page.evaluate(OPENED)


def test_the_list_opens_wide_enough_to_read_with_its_groups(visitors):
    page = visitors(reduced_motion="reduce")
    for width, height in (PROJECTOR, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        settled(page)
        found = opened(page)
        headings = [one["heading"] for one in found["options"] if one["heading"]]
        assert headings == ["From the lecture", "One gate at a time", "GRU", "Free to explore"]
        assert found["options"][0]["heading"] == "From the lecture"
        assert not [one["name"] for one in found["options"] if one["cut"]]
        assert not found["scrolls"], "all examples at a glance"
        assert all(one["height"] >= 24 for one in found["options"])
        left, top, right, bottom = found["box"]
        assert 0 <= left < right <= width and 0 <= top < bottom <= height and right - left >= 340
        page.keyboard.press("Escape")
        page.wait_for_selector(LIST, state="detached")
    page.locator(".st-key-preset input").click()
    page.keyboard.type("over")  # what is left of a group keeps its heading
    two = f"document.querySelectorAll('{LIST} [role=option]').length === 2"
    page.wait_for_function(two)
    left_over = {one["heading"]: one["name"] for one in page.evaluate(OPENED)["options"]}
    assert left_over == {
        "One gate at a time": "An overwriter", "GRU": "A GRU that overwrites",
    }  # fmt: skip
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('.st-key-preset input').value === 'An overwriter'"
    )
