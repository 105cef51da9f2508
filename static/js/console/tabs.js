// The tab bar: the current tab is in view, and arrows move between tabs.

const bar = () => document.getElementById("tab-bar");

function showCurrent() {
  bar()?.querySelector(".tab[data-open]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

requestAnimationFrame(showCurrent);

document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.target.id === "tab-bar") {
    showCurrent();
  }
});

document.addEventListener("keydown", (event) => {
  const link = event.target.closest(".tab > a");
  if (!link || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
    return;
  }
  const links = [...bar().querySelectorAll(".tab > a")];
  const index = links.indexOf(link);
  const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: links.length - 1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    links[next]?.focus();
  }
});
