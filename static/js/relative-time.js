// Keeps "12 min ago" true on a page that stays open. The server says how old a moment is (`data-seconds-ago`, seconds),
// so that its clock counts and not this machine's; the words are those of the server's `moment` tag. What is
// older than a day no longer changes while one looks at it.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const arrived = new WeakMap();

function words(age) {
  if (age < MINUTE) {
    return "just now";
  }
  return age < HOUR ? `${Math.floor(age / MINUTE)} min ago` : `${Math.floor(age / HOUR)} h ago`;
}

function refresh() {
  const now = performance.now();
  document.querySelectorAll("time[data-seconds-ago]").forEach((element) => {
    if (!arrived.has(element)) {
      arrived.set(element, now);
      return;
    }
    const age = element.dataset.secondsAgo * 1000 + now - arrived.get(element);
    if (age >= 0 && age < DAY && element.textContent !== words(age)) {
      element.textContent = words(age);
    }
  });
}

refresh();
document.addEventListener("htmx:afterSettle", refresh);
setInterval(refresh, MINUTE);
