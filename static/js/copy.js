// Copies the value of `data-copy`, the text of the element that `data-copy-from` names, what is at `data-copy-url`,
// or, with `data-copy-form`, the text with which the server responds to the button's form.

const FEEDBACK_DURATION = 1500;
const COPYING = "[data-copy], [data-copy-from], [data-copy-url], [data-copy-form]";

// In the capture phase, before a button sends its form.
document.addEventListener(
  "click",
  async (event) => {
    const button = event.target.closest(COPYING);
    if (!button) {
      return;
    }
    if (button.dataset.copyForm !== undefined) {
      event.preventDefault();
      event.stopPropagation();
    }
    const text = await textOf(button);
    if (text === null) {
      showToast("Not copied. Try again.");
      return;
    }
    await navigator.clipboard.writeText(text);
    button.classList.add("button-copied");
    showToast("Copied");
    setTimeout(() => button.classList.remove("button-copied"), FEEDBACK_DURATION);
  },
  true,
);

async function textOf(button) {
  const { copy, copyFrom, copyUrl, copyForm } = button.dataset;
  if (copyUrl) {
    return responseText(copyUrl);
  }
  if (copyForm !== undefined) {
    return responseText(button.form.getAttribute("action"), { method: "POST", body: formData(button) });
  }
  return copyFrom ? document.getElementById(copyFrom).textContent.trim() : copy;
}

function formData(button) {
  const body = new URLSearchParams(new FormData(button.form));
  body.set(button.name, button.value);
  return body;
}

async function responseText(url, options) {
  const response = await fetch(url, { headers: { Accept: "text/plain" }, ...options });
  return response.ok ? response.text() : null;
}

function showToast(message) {
  document.getElementById("toasts")?.dispatchEvent(new CustomEvent("portal:toast", { detail: message }));
}
