const words = (text) => new Set((text ?? "").split(" "));

for (const network of document.querySelectorAll(".network")) {
  const things = [...network.querySelectorAll(".thing")];
  const arrows = [...network.querySelectorAll("[data-out]")];
  const answers = [...network.querySelectorAll(".answers > [id]")];
  const hint = network.querySelector(".hint");
  // A clicked item stays selected while the pointer is on others.
  let pinned;

  const show = (thing) => {
    const endpoint = thing?.dataset.endpoint;
    const out = words(thing?.dataset.reaches);
    const into = words(thing?.dataset.reachedBy);
    network.classList.toggle("asking", thing !== undefined);
    for (const other of things) {
      other.classList.toggle("self", other.dataset.endpoint === endpoint);
      other.classList.toggle("out", out.has(other.dataset.endpoint));
      other.classList.toggle("in", into.has(other.dataset.endpoint));
      other.classList.toggle("way", endpoint !== undefined && words(other.dataset.between).has(endpoint));
    }
    for (const arrow of arrows) {
      arrow.classList.toggle("out", endpoint !== undefined && words(arrow.dataset.out).has(endpoint));
      arrow.classList.toggle("in", endpoint !== undefined && words(arrow.dataset.in).has(endpoint));
    }
    for (const answer of answers) answer.hidden = answer.id !== thing?.dataset.answer;
    hint.hidden = thing !== undefined;
  };
  const pin = (thing) => {
    pinned = thing;
    for (const other of things) other.setAttribute("aria-pressed", String(other === thing));
    show(thing);
  };

  for (const thing of things) {
    thing.addEventListener("pointerenter", () => show(thing));
    thing.addEventListener("pointerleave", () => show(pinned));
    thing.addEventListener("focus", () => show(thing));
    thing.addEventListener("blur", () => show(pinned));
    thing.addEventListener("click", () => pin(pinned === thing ? undefined : thing));
    thing.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      pin(pinned === thing ? undefined : thing);
    });
  }
  network.addEventListener("keydown", (event) => {
    if (event.key === "Escape") pin(undefined);
  });
}

// The keyboard stops only at elements that scroll.
const scrollers = document.querySelectorAll(".scroll");
const updateScrollers = () => {
  for (const one of scrollers) one.tabIndex = one.scrollWidth > one.clientWidth ? 0 : -1;
};
updateScrollers();
addEventListener("resize", updateScrollers);
addEventListener("toggle", updateScrollers, true);

// Folded parts print too.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
