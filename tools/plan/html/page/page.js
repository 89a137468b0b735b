const words = (text) => new Set((text ?? "").split(" "));

for (const overview of document.querySelectorAll(".overview")) {
  const things = [...overview.querySelectorAll(".thing")];
  const arrows = [...overview.querySelectorAll(".arrow, .ports")];
  const panel = overview.querySelector(".panel");
  const [hint, ...articles] = panel.children;
  // A clicked item stays selected while the pointer is on others.
  let pinned;

  const show = (thing) => {
    const number = thing?.dataset.number;
    const [out, into] = [words(thing?.dataset.out), words(thing?.dataset.in)];
    overview.classList.toggle("asking", thing !== undefined);
    for (const other of things) {
      const { number: its, through } = other.dataset;
      other.classList.toggle("self", other === thing);
      other.classList.toggle("out", out.has(its));
      other.classList.toggle("in", into.has(its));
      other.classList.toggle("way", number !== undefined && words(through).has(number));
    }
    for (const arrow of arrows) {
      arrow.classList.toggle("out", number !== undefined && words(arrow.dataset.out).has(number));
      arrow.classList.toggle("in", number !== undefined && words(arrow.dataset.in).has(number));
    }
    articles.forEach((article, index) => (article.hidden = String(index) !== number));
    hint.hidden = thing !== undefined;
    panel.scrollTop = 0;
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
  for (const close of panel.querySelectorAll(".close")) close.addEventListener("click", () => pin(undefined));
  overview.addEventListener("keydown", (event) => {
    if (event.key === "Escape") pin(undefined);
  });
}

// The keyboard stops only at elements that scroll, and a picture that does says so.
const scrollers = document.querySelectorAll(".scroll");
const updateScrollers = () => {
  for (const one of scrollers) {
    const scrolls = one.scrollWidth > one.clientWidth;
    one.tabIndex = scrolls ? 0 : -1;
    const hint = one.parentElement.querySelector(".sideways");
    if (hint !== null) hint.hidden = !scrolls;
  }
};
updateScrollers();
addEventListener("resize", updateScrollers);
addEventListener("toggle", updateScrollers, true);

// Search: every word must occur in a resource's row.
const search = document.querySelector(".search");
const [input, results] = search.children;
const [status, list] = results.children;
const rows = [...document.querySelectorAll("[data-search]")].map((label) => {
  const row = label.closest("tr");
  return { row, title: label.dataset.search, text: `${label.dataset.search} ${row.textContent}`.toLowerCase() };
});
const close = () => (results.hidden = true);
const goTo = (row) => {
  for (let part = row.closest("details"); part !== null; part = part.parentElement.closest("details")) part.open = true;
  document.querySelector(".found")?.classList.remove("found");
  row.classList.add("found");
  row.scrollIntoView({ block: "center" });
  close();
};
input.addEventListener("input", () => {
  const terms = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  results.hidden = terms.length === 0;
  const found = rows.filter(({ text }) => terms.every((term) => text.includes(term)));
  status.textContent = results.dataset.word.replace("#", found.length);
  list.replaceChildren(
    ...found.map(({ row, title }) => {
      const link = document.createElement("a");
      link.href = "#";
      link.textContent = title;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        goTo(row);
      });
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
});
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter") list.querySelector("a")?.click();
});
search.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
document.addEventListener("pointerdown", (event) => {
  if (!search.contains(event.target)) close();
});

// The navigation marks the section at the top of the screen.
const links = [...document.querySelectorAll("nav a")];
const targets = links.map(({ hash }) => document.querySelector(hash));
const markHere = () => {
  const passed = targets.filter((target) => target.getBoundingClientRect().top < 120);
  const here = passed.reduce((last, one) => (last?.compareDocumentPosition(one) & 4 || !last ? one : last), undefined);
  links.forEach((link, index) => link.classList.toggle("here", targets[index] === here));
};
markHere();
addEventListener("scroll", markHere, { passive: true });

// The file has no date of its own, so that the same plan is the same file.
const written = document.querySelector("#written");
const date = new Date(document.lastModified);
written.textContent = `${written.dataset.word}${date.toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" })}`;
