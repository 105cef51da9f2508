// "Show" beside a secret that is being typed: it shows what is in the field, and nothing else.

for (const field of document.querySelectorAll("[data-secret]")) {
  const input = field.querySelector("input");
  const show = field.querySelector("[data-secret-show]");

  show.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    show.textContent = shown ? "Show" : "Hide";
    show.setAttribute("aria-pressed", String(!shown));
    input.focus();
  });
}
