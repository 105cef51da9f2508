// The console by keyboard: arrows in the tree of operations and in the views of a response, Enter in the search
// opens the first hit, Escape closes what floats, and the operation that was opened takes the focus.

const tree = document.getElementById("operations");
const search = document.getElementById("find");
let opensFirst = false;

function links() {
  return [...tree.querySelectorAll("a.resource, .operation a")];
}

function resourceOf(link) {
  return link.closest("ul").closest("li")?.querySelector("a.resource");
}

function step(list, current, key) {
  const at = list.indexOf(current);
  const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: list.length - 1 };
  list[next[key]]?.focus();
}

function inTree(event, link) {
  const expanded = link.getAttribute("aria-expanded");
  if (event.key === (expanded === "true" ? "ArrowLeft" : "ArrowRight") && expanded) {
    // Not a click: right after a swap htmx doesn't know the link yet, and the click would leave the page.
    htmx.ajax("GET", link.getAttribute("href"), { target: "#operations" });
  } else if (event.key === "ArrowLeft") {
    resourceOf(link)?.focus();
  } else if (event.key !== "ArrowRight" || expanded === "true") {
    step(links(), link, event.key);
  }
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
    return;
  }
  const link = event.target.closest("a, button");
  const arrow = /^Arrow|^Home$|^End$/.test(event.key);
  if (arrow && link && tree?.contains(link) && links().includes(link)) {
    inTree(event, link);
  } else if (event.key === "ArrowDown" && event.target === search) {
    event.preventDefault();
    links()[0]?.focus();
  } else if (/^Arrow(Left|Right)$|^Home$|^End$/.test(event.key) && link?.closest(".response-views")) {
    event.preventDefault();
    step([...link.parentElement.children], link, event.key);
  } else if (event.key === "Escape") {
    close(document.querySelectorAll("details[open]:has(> .popover), details.about[open]"));
  }
});

function close(popovers) {
  popovers.forEach((popover) => {
    const inside = popover.contains(document.activeElement);
    popover.open = false;
    if (inside) {
      popover.querySelector("summary").focus();
    }
  });
}

document.addEventListener("click", (event) => {
  const others = [...document.querySelectorAll("details[open]:has(> .popover)")];
  close(others.filter((popover) => !popover.contains(event.target)));
});

document.addEventListener(
  "submit",
  (event) => {
    opensFirst = event.target.matches(".operations-search");
  },
  true,
);

document.addEventListener("htmx:afterSettle", (event) => {
  if (opensFirst && event.target === tree) {
    opensFirst = false;
    tree.querySelector(".operation a")?.click();
  }
});

// What was typed before htmx listened is searched for now.
document.addEventListener(
  "htmx:load",
  () => {
    if (search && search.value !== search.defaultValue) {
      search.dispatchEvent(new Event("search"));
    }
  },
  { once: true },
);

function cameFromConsole() {
  const [navigation] = performance.getEntriesByType("navigation");
  const console = location.pathname.replace(/[^/]*$/, "");
  return navigation?.type === "navigate" && document.referrer.startsWith(location.origin + console);
}

if (cameFromConsole()) {
  document.getElementById("operation-title")?.focus({ preventScroll: true });
}
