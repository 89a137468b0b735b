const words = (text) => new Set((text ?? "").split(" "));

for (const network of document.querySelectorAll(".network")) {
  const things = [...network.querySelectorAll(".thing")];
  const arrows = [...network.querySelectorAll("[data-out]")];
  const answers = [...network.querySelectorAll(".answers > [id]")];
  const hint = network.querySelector(".hint");
  // A thing that was clicked stays shown while one points at others.
  let pinned;

  const show = (thing) => {
    const party = thing?.dataset.party;
    const out = words(thing?.dataset.reaches);
    const into = words(thing?.dataset.reachedBy);
    network.classList.toggle("asking", thing !== undefined);
    for (const other of things) {
      other.classList.toggle("self", other.dataset.party === party);
      other.classList.toggle("out", out.has(other.dataset.party));
      other.classList.toggle("in", into.has(other.dataset.party));
      other.classList.toggle("way", party !== undefined && words(other.dataset.between).has(party));
    }
    for (const arrow of arrows) {
      arrow.classList.toggle("out", party !== undefined && words(arrow.dataset.out).has(party));
      arrow.classList.toggle("in", party !== undefined && words(arrow.dataset.in).has(party));
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

// Who goes by keyboard stops only at what scrolls.
const scrollers = document.querySelectorAll(".scroll");
const mindScrollers = () => {
  for (const one of scrollers) one.tabIndex = one.scrollWidth > one.clientWidth ? 0 : -1;
};
mindScrollers();
addEventListener("resize", mindScrollers);
addEventListener("toggle", mindScrollers, true);

// Folded parts are printed too.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
