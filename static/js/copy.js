// Copies the value of `data-copy`, or the text of the element that `data-copy-from` names.

const FEEDBACK_DURATION = 1500;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) {
    return;
  }
  const source = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
  await navigator.clipboard.writeText(source ? source.textContent.trim() : button.dataset.copy);
  button.classList.add("button-copied");
  showToast("Copied");
  setTimeout(() => button.classList.remove("button-copied"), FEEDBACK_DURATION);
});

function showToast(message) {
  document.getElementById("toasts")?.dispatchEvent(new CustomEvent("portal:toast", { detail: message }));
}
