// Toasts stay for 6 seconds, at most 3 at once; one that holds a link or a button to act stays until it is closed.

const STAYS = 6000;
const MOST = 3;
const region = document.getElementById("toasts");

function watch(toast) {
  const acts = toast.querySelector("a, form");
  if (!acts) {
    setTimeout(() => leave(toast), STAYS);
  }
  const all = region.querySelectorAll("[data-toast]");
  if (all.length > MOST) {
    all[0].remove();
  }
}

// Somebody who points at it or is in it is still reading.
function leave(toast) {
  if (toast.matches(":hover, :focus-within")) {
    setTimeout(() => leave(toast), STAYS);
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
