// Opens the sidebar in place on a narrow screen. Without this the link leads to the menu's own page.

const link = document.querySelector("[data-menu]");
const sidebar = link && document.getElementById(link.dataset.menu);

function isOpen() {
  return sidebar.hasAttribute("data-open");
}

function set(open) {
  sidebar.toggleAttribute("data-open", open);
  link.setAttribute("aria-expanded", String(open));
}

if (sidebar) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-controls", sidebar.id);
  set(false);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    set(!isOpen());
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      set(!isOpen());
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) {
      set(false);
      link.focus();
    }
  });
  // A wider window shows the sidebar by itself.
  matchMedia("(width >= 960px)").addEventListener("change", () => set(false));
}
