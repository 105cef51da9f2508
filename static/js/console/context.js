// The context selector: "A" opens it, htmx fills its dialog from a link that leads to its page otherwise.

const DIALOG = "context-dialog";

function isTyping(target) {
  return target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (event.key === "a" && plain && !isTyping(event.target) && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    const opener = document.querySelector("[data-context-open]");
    opener?.focus(); // it gets the focus back when the dialog closes
    opener?.click();
  } else if (event.key === "ArrowDown" && event.target.id === "context-find") {
    event.preventDefault();
    const first = document.querySelector("#context-users input[type=radio]:enabled");
    first?.focus();
    first?.click();
  }
});

// Enter acts as the chosen user, once the foot is about that user; it must not search again.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("#context-users input[type=radio]")) {
    event.preventDefault();
    const foot = document.getElementById("context-foot");
    if (foot.elements.namedItem("user")?.value === event.target.value) {
      foot.querySelector('button[name="do"]').click();
    }
  }
});

// After a swap htmx doesn't know the new links yet; after it settled it does.
document.addEventListener("htmx:afterSettle", (event) => {
  const dialog = event.detail.target;
  if (dialog?.id === DIALOG && !dialog.open) {
    dialog.showModal();
  }
});

document.addEventListener("click", (event) => {
  const dialog = event.target.closest(`#${DIALOG}`);
  // The dialog itself is the target of a click on its backdrop.
  if (dialog && (event.target === dialog || event.target.closest("[data-dialog-close]"))) {
    event.preventDefault();
    dialog.close();
  }
});
