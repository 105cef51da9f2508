// The palette: opens over any page with Ctrl-K or Command-K, or from the search of the sidebar. The focus stays in its
// field; arrows select a result, Enter opens it, with Ctrl or Command in a new tab. Without scripts the search is a page.

const dialog = document.getElementById("palette");
const input = document.getElementById("palette-input");
const results = document.getElementById("palette-results");
const PROBLEMS = {
  401: "You're signed out. Reload the page to sign in again.",
  429: "Too many searches. Try again in a minute.",
};
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

function options() {
  return [...results.querySelectorAll('[role="option"]')];
}

function selected() {
  return results.querySelector('[aria-selected="true"]');
}

function select(option) {
  selected()?.setAttribute("aria-selected", "false");
  if (option) {
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function selectNext(step) {
  const all = options();
  if (all.length) {
    select(all[(all.indexOf(selected()) + step + all.length) % all.length]);
  }
}

function openPalette(text = "") {
  if (!dialog.open) {
    dialog.showModal();
  }
  input.value = text;
  input.focus();
  window.htmx.trigger(input, "portal:search");
}

function showProblem(message) {
  select(null);
  const line = Object.assign(document.createElement("p"), { className: "palette-empty", textContent: message });
  line.setAttribute("role", "alert");
  results.replaceChildren(line);
}

if (dialog) {
  if (isMac) {
    document.querySelectorAll(".sidebar-search kbd").forEach((key) => {
      key.textContent = "⌘K";
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      if (dialog.open) {
        input.select();
      } else if (!document.querySelector("dialog:modal")) {
        openPalette();
      }
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette-open]");
    if (opener) {
      event.preventDefault();
      openPalette(opener.value);
    } else if (event.target === dialog || event.target.closest(".palette-close")) {
      dialog.close();
    }
  });

  // Who reaches the field of the sidebar by Tab goes on typing in the palette.
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-palette-open]") && event.target === document.activeElement) {
      openPalette(event.target.value);
      event.target.value = "";
    }
  });

  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      selectNext(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && selected()) {
      event.preventDefault();
      const { href } = selected();
      if (event.ctrlKey || event.metaKey) {
        window.open(href, "_blank", "noopener");
      } else {
        dialog.close();
        location.assign(href);
      }
    } else if (event.key === "Escape") {
      // A search field would take the first Escape to empty itself.
      event.preventDefault();
      dialog.close();
    }
  });

  results.addEventListener("click", () => dialog.close());
  results.addEventListener("htmx:afterSwap", () => select(options()[0]));
  // Said here and not on the page, which the palette covers.
  dialog.addEventListener("htmx:responseError", (event) => {
    event.stopPropagation();
    showProblem(PROBLEMS[event.detail.xhr.status] ?? "Something went wrong on our side. Try again.");
  });
  dialog.addEventListener("htmx:sendError", (event) => {
    event.stopPropagation();
    showProblem("Can't reach the portal. Check your connection and try again.");
  });
}
