// The minutes for which writes are still unlocked. The server sends the seconds that are left, so that its clock counts.
// When they end, htmx replaces the band.

const MINUTE = 60_000;
const endsAt = new WeakMap();

function refresh() {
  document.querySelectorAll("[data-seconds-left]").forEach((element) => {
    if (!endsAt.has(element)) {
      endsAt.set(element, performance.now() + element.dataset.secondsLeft * 1000);
    }
    const minutes = Math.max(1, Math.ceil((endsAt.get(element) - performance.now()) / MINUTE));
    element.textContent = `, ${minutes} min left`;
  });
}

refresh();
document.addEventListener("htmx:afterSettle", refresh);
setInterval(refresh, MINUTE / 4);
