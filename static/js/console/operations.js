// Scrolls the list of operations to the current one.

// In the next animation frame, which lays the page out anyway; scrolling here would lay it out twice.
requestAnimationFrame(() => {
  document.querySelector(".operation[data-current]")?.scrollIntoView({ block: "center" });
});
