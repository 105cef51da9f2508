// Reads lists of other records, and whether writes are unlocked, again when the page gets focus; counts how long ago that was.

const MIN_AGE = 1000;
let readAt = performance.now();

function format(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 1) {
    return "Read just now";
  }
  return seconds < 60 ? `Read ${seconds} s ago` : `Read ${Math.floor(seconds / 60)} min ago`;
}

function show() {
  const text = format(performance.now() - readAt);
  document.querySelectorAll("[data-read-age]").forEach((element) => {
    if (element.textContent !== text) {
      element.textContent = text;
    }
  });
}

function refresh() {
  const region = document.querySelector("[data-fresh]");
  if (region && !document.hidden && performance.now() - readAt > MIN_AGE) {
    window.htmx.trigger(region, "refresh");
  }
}

// Writes may have been unlocked in another tab.
function refreshBand() {
  const band = document.querySelector("#guard-band[hx-trigger=refresh]");
  if (band && !document.hidden) {
    window.htmx.trigger(band, "refresh");
  }
}

for (const [target, type] of [[window, "focus"], [document, "visibilitychange"]]) {
  target.addEventListener(type, () => {
    refresh();
    refreshBand();
  });
}
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "linked") {
    readAt = performance.now();
    show();
    // The count of changes in the foot follows what was read.
    document.getElementById("record")?.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
setInterval(show, 1000);
