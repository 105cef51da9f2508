// Keyboard shortcuts: "/" focuses the page's search, Escape leaves a field. Ctrl-K is in palette.js.

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

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
    focusField(document.querySelector('[data-shortcut="/"]'), event);
  } else if (event.key === "Escape" && event.target.matches('input[type="search"]')) {
    event.target.blur();
  }
});
