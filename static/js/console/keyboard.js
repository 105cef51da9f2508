// The console by keyboard: arrows in the tree of operations and in the views of a response, Enter in the search
// opens the first result, Escape closes popovers, and an opened operation gets the focus.

const tree = document.getElementById("operations");
const search = document.getElementById("find");
let openFirstResult = false;

function links() {
  return [...tree.querySelectorAll("a.resource, .operation a")];
}

function resourceOf(link) {
  return link.closest("ul").closest("li")?.querySelector("a.resource");
}

function moveFocus(list, current, key) {
  const index = list.indexOf(current);
  const next = { ArrowDown: index + 1, ArrowRight: index + 1, ArrowUp: index - 1, ArrowLeft: index - 1, Home: 0, End: list.length - 1 };
  list[next[key]]?.focus();
}

function handleTreeKey(event, link) {
  const expanded = link.getAttribute("aria-expanded");
  if (event.key === (expanded === "true" ? "ArrowLeft" : "ArrowRight") && expanded) {
    // Not a click: right after a swap htmx doesn't know the link yet, and the click would leave the page.
    htmx.ajax("GET", link.getAttribute("href"), { target: "#operations" });
  } else if (event.key === "ArrowLeft") {
    resourceOf(link)?.focus();
  } else if (event.key !== "ArrowRight" || expanded === "true") {
    moveFocus(links(), link, event.key);
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
    handleTreeKey(event, link);
  } else if (event.key === "ArrowDown" && event.target === search) {
    event.preventDefault();
    links()[0]?.focus();
  } else if (/^Arrow(Left|Right)$|^Home$|^End$/.test(event.key) && link?.closest(".response-views")) {
    event.preventDefault();
    moveFocus([...link.parentElement.children], link, event.key);
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
    openFirstResult = event.target.matches(".operations-search");
  },
  true,
);

document.addEventListener("htmx:afterSettle", (event) => {
  if (openFirstResult && event.target === tree) {
    openFirstResult = false;
    tree.querySelector(".operation a")?.click();
  }
});

// Search for text that was typed before htmx was loaded.
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
