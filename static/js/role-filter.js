// The search of roles: hides the others, and opens the groups that have a match.

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-filter-roles]")) {
    event.preventDefault(); // it would send the form
  }
});

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-filter-roles]")) {
    return;
  }
  const text = event.target.value.trim().toLowerCase();
  for (const group of document.querySelectorAll("[data-role-group]")) {
    const roles = [...group.querySelectorAll("[data-role]")];
    for (const role of roles) {
      role.hidden = !role.dataset.role.toLowerCase().includes(text);
    }
    const matches = roles.some((role) => !role.hidden);
    group.hidden = Boolean(text) && !matches;
    if (text && matches) {
      group.open = true;
    }
  }
});
