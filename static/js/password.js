// A password that is being chosen: Show, and how long it is. The server knows the lists of known ones.

const ENOUGH = 12;

function describe(length) {
  if (length === 0) {
    return `${ENOUGH} characters are enough. Known and common ones do not count.`;
  }
  if (length < ENOUGH) {
    return `${length} of ${ENOUGH} characters.`;
  }
  return `${length < 16 ? "Enough" : "Good"}: ${length} characters.`;
}

for (const field of document.querySelectorAll("[data-password]")) {
  const input = field.querySelector("input");
  const words = field.querySelector("[data-password-words]");
  const strength = field.querySelector("progress");
  const show = field.querySelector("[data-password-show]");

  input.addEventListener("input", () => {
    const length = [...input.value].length;
    strength.value = Math.min(length, strength.max);
    strength.toggleAttribute("data-enough", length >= ENOUGH);
    words.textContent = describe(length);
  });

  show.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    show.textContent = shown ? "Show" : "Hide";
    show.setAttribute("aria-pressed", String(!shown));
    input.focus();
  });
}
