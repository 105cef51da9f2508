// Updates "12 min ago" on a page that stays open. The server sends the age in seconds (`data-seconds-ago`), so that
// its clock counts and not the browser's. The texts are those of the server's `relative_time` tag. Times older than a day
// are not updated.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const receivedAt = new WeakMap();

function format(age) {
  if (age < MINUTE) {
    return "just now";
  }
  return age < HOUR ? `${Math.floor(age / MINUTE)} min ago` : `${Math.floor(age / HOUR)} h ago`;
}

function refresh() {
  const now = performance.now();
  document.querySelectorAll("time[data-seconds-ago]").forEach((element) => {
    if (!receivedAt.has(element)) {
      receivedAt.set(element, now);
      return;
    }
    const age = element.dataset.secondsAgo * 1000 + now - receivedAt.get(element);
    if (age >= 0 && age < DAY && element.textContent !== format(age)) {
      element.textContent = format(age);
    }
  });
}

refresh();
document.addEventListener("htmx:afterSettle", refresh);
setInterval(refresh, MINUTE);
