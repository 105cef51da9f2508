// Keyboard shortcuts: "/" focuses the page's search, Ctrl-K or Command-K the portal's search, Escape leaves a field.

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]");
}

function focusField(field, event) {
  if (field?.checkVisibility()) {
    event.preventDefault();
    field.focus();
    field.select();
  }
}

// The search icon of the mobile header links here.
if (location.hash === "#search") {
  document.querySelector("input#search")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    focusField(document.querySelector('[data-shortcut="k"]'), event);
  } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
    focusField(document.querySelector('[data-shortcut="/"]'), event);
  } else if (event.key === "Escape" && event.target.matches('input[type="search"]')) {
    event.target.blur();
  }
});
