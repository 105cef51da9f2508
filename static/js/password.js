// A password that is being chosen: Show, and how good it is. Only the server says that one is accepted, for it
// knows the lists of common passwords and what is the person's own.

const MIN_LENGTH = 12;
const DEBOUNCE_DELAY = 300;

function describe(length) {
  if (length === 0) {
    return `At least ${MIN_LENGTH} characters. Common passwords are not accepted.`;
  }
  return length < MIN_LENGTH ? `${length} of ${MIN_LENGTH} characters.` : "Checking…";
}

async function ask(input, url, signal) {
  const form = input.form;
  const body = new URLSearchParams({ password: input.value });
  for (const name of ["csrfmiddlewaretoken", "username", "name"]) {
    const field = form.elements.namedItem(name);
    if (field) {
      body.set(name, field.value);
    }
  }
  const response = await fetch(url, { method: "POST", body, signal });
  if (!response.ok) {
    throw new Error(`${response.status}`);
  }
  return response.json();
}

for (const field of document.querySelectorAll("[data-password]")) {
  const input = field.querySelector("input");
  const words = field.querySelector("[data-password-words]");
  const strength = field.querySelector("progress");
  const show = field.querySelector("[data-password-show]");
  let pause = 0;
  let latest = new AbortController();

  async function check(signal) {
    try {
      const { accepted, message } = await ask(input, field.dataset.password, signal);
      strength.toggleAttribute("data-valid", accepted);
      words.textContent = message;
    } catch {
      if (!signal.aborted) {
        words.textContent = "It is checked when you continue.";
      }
    }
  }

  function stop() {
    clearTimeout(pause);
    latest.abort();
    latest = new AbortController();
  }

  function handleInput() {
    const length = [...input.value].length;
    stop();
    strength.value = Math.min(length, strength.max);
    strength.removeAttribute("data-valid");
    words.textContent = describe(length);
    if (length >= MIN_LENGTH) {
      pause = setTimeout(check, DEBOUNCE_DELAY, latest.signal);
    }
  }

  input.addEventListener("input", handleInput);
  // The form may change the session; a response that belongs to the one before must not arrive after that.
  input.form.addEventListener("submit", stop);
  // A password may hold the username that is typed after it.
  input.form.addEventListener("change", (event) => {
    if (event.target !== input && input.value) {
      handleInput();
    }
  });

  show.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    show.textContent = shown ? "Show" : "Hide";
    show.setAttribute("aria-pressed", String(!shown));
    input.focus();
  });
}
