// The form that invites people: Enter adds the first person that was found, or what is typed; and its dialog.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("[data-people]")) {
    return;
  }
  event.preventDefault();
  const typed = event.target.value.trim().replace(/\s+/g, " ");
  if (typed) {
    const results = document.getElementById("invite-results");
    // Those of an earlier text may be someone else.
    const found = results.dataset.searched === typed && results.querySelector("button:not(:disabled)");
    (found || event.target.form.querySelector("[data-add-typed]")).click();
  }
});

// htmx fills the dialog from a link that leads to the page otherwise. After Escape it still holds what was being written.
document.addEventListener("htmx:beforeRequest", (event) => {
  const dialog = event.detail.target;
  if (dialog?.id === "invite-dialog" && dialog.querySelector("form")) {
    event.preventDefault();
    dialog.showModal();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.detail.target;
  if (dialog?.id === "invite-dialog" && !dialog.open) {
    dialog.showModal();
  }
});

document.addEventListener("click", (event) => {
  const dialog = event.target.closest("[data-dialog-close]")?.closest("dialog");
  if (dialog) {
    event.preventDefault();
    dialog.close();
    dialog.replaceChildren();
  }
});
