// The minutes for which writes are still unlocked. The server sends the seconds that are left, so that its clock counts.
// When they end, htmx replaces the band. A review that appears takes the focus.

const MINUTE = 60_000;
const endsAt = new WeakMap();

function refresh() {
  document.querySelectorAll("[data-seconds-left]").forEach((element) => {
    if (!endsAt.has(element)) {
      endsAt.set(element, performance.now() + element.dataset.secondsLeft * 1000);
    }
    const minutes = Math.max(1, Math.ceil((endsAt.get(element) - performance.now()) / MINUTE));
    element.textContent = `${minutes} min left`;
  });
}

refresh();
document.addEventListener("htmx:afterSettle", () => {
  refresh();
  // The review takes the place of the form, and with it of the field that had the focus.
  if (document.activeElement === document.body) {
    document.querySelector(".review-main h2")?.focus();
  }
});
setInterval(refresh, MINUTE / 4);
