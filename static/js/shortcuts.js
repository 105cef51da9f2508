// "/" goes to the search of the page, Ctrl-K or Command-K to the search of the portal, Escape leaves a field.

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]");
}

function go(field, event) {
  if (field?.checkVisibility()) {
    event.preventDefault();
    field.focus();
    field.select();
  }
}

// The glass of the masthead leads here.
if (location.hash === "#search") {
  document.querySelector("input#search")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    go(document.querySelector('[data-shortcut="k"]'), event);
  } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
    go(document.querySelector('[data-shortcut="/"]'), event);
  } else if (event.key === "Escape" && event.target.matches('input[type="search"]')) {
    event.target.blur();
  }
});
