// Keeps the tab in addresses: that of the page, and links that were rendered before the tab was stored.

const form = () => document.querySelector("form#request");

function tabId() {
  return document.getElementById("tab-id")?.value ?? "";
}

function withTab(address) {
  const url = new URL(address, location.origin);
  url.searchParams.set("tab_id", tabId());
  url.searchParams.delete("context"); // of a tab that was not stored yet
  return url;
}

// The address of the page gets the tab without a new entry in the history.
function keepTabIn(address) {
  if (tabId() && !new URL(address).searchParams.has("tab_id")) {
    history.replaceState({ htmx: true }, "", withTab(address));
  }
}

// The address of the draft. Values in the address would win over it; a request that was sent stays in the history.
function showDraftAddress(action) {
  const address = withTab(new URL(action, location.origin));
  if (!tabId() || location.href === address.href) {
    return;
  }
  const sent = new URLSearchParams(location.search).has("do");
  history[sent ? "pushState" : "replaceState"]({ htmx: true }, "", address);
}

document.addEventListener("draft:saved", (event) => {
  keepTabIn(location.href);
  if (event.detail.edited) {
    showDraftAddress(form().getAttribute("action"));
  }
});

document.addEventListener("htmx:pushedIntoHistory", () => keepTabIn(location.href));

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest("#operations a, #response a");
    const consoleAddress = form() && new URL(form().getAttribute("action"), location.origin).href.replace(/[^/]*$/, "");
    if (link && tabId() && link.href.startsWith(consoleAddress) && !new URL(link.href).searchParams.has("tab_id")) {
      link.href = withTab(link.href).href;
    }
  },
  true,
);

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, path } = event.detail;
  if (tabId() && elt.closest(".pane-operations, #response")) {
    const url = withTab(path);
    event.detail.path = url.pathname + url.search;
  }
});
