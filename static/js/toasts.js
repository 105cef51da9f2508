// Toasts disappear after 6 seconds, and at most 3 are shown. One with a link or a form stays until it is closed.

const DURATION = 6000;
const MAX_TOASTS = 3;
const region = document.getElementById("toasts");

function watch(toast) {
  const hasAction = toast.querySelector("a, form");
  if (!hasAction) {
    setTimeout(() => dismiss(toast), DURATION);
  }
  const all = region.querySelectorAll("[data-toast]");
  if (all.length > MAX_TOASTS) {
    all[0].remove();
  }
}

// A toast that is hovered or focused is still being read.
function dismiss(toast) {
  if (toast.matches(":hover, :focus-within")) {
    setTimeout(() => dismiss(toast), DURATION);
  } else {
    toast.remove();
  }
}

if (region) {
  region.querySelectorAll("[data-toast]").forEach(watch);
  region.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) {
      event.target.closest("[data-toast]").remove();
    }
  });
  region.addEventListener("portal:toast", (event) => {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.toast = "";
    toast.append(Object.assign(document.createElement("p"), { textContent: event.detail }));
    region.append(toast);
    watch(toast);
  });
}
