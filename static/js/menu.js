// Opens the sidebar in place on a narrow screen; without scripts the link opens the menu page.

const link = document.querySelector("[data-menu]");
const sidebar = link && document.getElementById(link.dataset.menu);

function isOpen() {
  return sidebar.hasAttribute("data-open");
}

function setOpen(open) {
  sidebar.toggleAttribute("data-open", open);
  link.setAttribute("aria-expanded", String(open));
}

if (sidebar) {
  link.setAttribute("role", "button");
  link.setAttribute("aria-controls", sidebar.id);
  setOpen(false);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    setOpen(!isOpen());
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") {
      event.preventDefault();
      setOpen(!isOpen());
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) {
      setOpen(false);
      link.focus();
    }
  });
  // A wider window shows the sidebar anyway.
  matchMedia("(width >= 960px)").addEventListener("change", () => setOpen(false));
}
