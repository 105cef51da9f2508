// Copies what `data-copy` holds, or the text of the element that `data-copy-from` names.

const SHOWN = 1500;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) {
    return;
  }
  const source = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
  await navigator.clipboard.writeText(source ? source.textContent.trim() : button.dataset.copy);
  button.classList.add("button-copied");
  say("Copied");
  setTimeout(() => button.classList.remove("button-copied"), SHOWN);
});

function say(words) {
  document.getElementById("toasts")?.dispatchEvent(new CustomEvent("portal:toast", { detail: words }));
}
