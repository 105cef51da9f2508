"""What a page in a browser must be: accessible, and no wider than its screen."""

from axe_playwright_python.sync_playwright import Axe

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What can differ between two schemes and two sizes of one page.
BY_SCHEME_OR_SIZE = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]

ANIMATIONS_FINISHED = """() => Promise.all(
  document.getAnimations()
    .filter((animation) => Number.isFinite(animation.effect.getComputedTiming().endTime))
    .map((animation) => animation.finished.catch(() => {})))"""


def axe_violations(page, rules=RULES, kind="tag") -> list[str]:
    """What axe finds on the page, by rules of some tags or by single rules.

    It looks when what appears has appeared: a toast that fades in has too little contrast until then.
    """
    page.evaluate(ANIMATIONS_FINISHED)
    options = {
        "runOnly": {"type": kind, "values": rules},
        "resultTypes": ["violations"],  # what passes would be listed too, element by element
        "preload": False,
    }
    found = Axe().run(page, options=options)
    return [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found.response["violations"]]


def scrolls_sideways(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def assert_accessible(page, address: str, status: int = 200, *, again: bool = False) -> None:
    """Opens `address` as a desktop in light, with all of axe, and sees that it fits a phone.

    `again` looks once more as a phone in dark; samples do, for the colours are tested by their names.
    """
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    assert page.goto(address).status == status
    assert page.locator("h1").count() == 1
    assert page.locator("main#content").count() == 1
    assert not scrolls_sideways(page)
    assert axe_violations(page) == []
    page.set_viewport_size(NARROW)
    assert not scrolls_sideways(page)
    if again:
        page.emulate_media(color_scheme="dark")
        page.reload()  # colors still changing to the other scheme are no failure
        assert axe_violations(page, BY_SCHEME_OR_SIZE, "rule") == []
