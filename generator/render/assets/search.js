// The search dialog. Without this script the button that opens it is not shown; the engine itself
// is fetched when the dialog first opens, and runs in a worker.
(() => {
  const dialog = document.getElementById("fs-search");
  const opener = document.querySelector(".fs-find");
  if (!dialog || !opener || !dialog.showModal || location.protocol === "file:") return;
  const root = new URL(dialog.dataset.root.replace(/\/?$/, "/"), location);
  const field = dialog.querySelector("input");
  const status = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ol");
  const more = dialog.querySelector(".fs-search__more");
  const plural = new Intl.PluralRules(document.documentElement.lang);
  let worker = null;
  let question = 0;
  let timer = 0;

  const say = (key, n) => {
    const words = dialog.getAttribute(`data-${key}-${plural.select(n)}`)
      ?? dialog.getAttribute(`data-${key}-other`);
    return words.replace("{n}", n.toLocaleString(document.documentElement.lang));
  };

  function element(name, className, ...content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  }

  const marked = (pieces) =>
    pieces.map((piece) => (Array.isArray(piece) ? element("mark", "", piece[0]) : piece));

  function link(href, className, ...content) {
    const made = element("a", className, ...content);
    made.href = new URL(href, root);
    return made;
  }

  function shown(hit) {
    const page = hit.link.replace(/#.*/, "");
    const head = element("p", "fs-search__page",
      link(hit.link, "fs-search__title", hit.title), " ",
      element("span", "fs-search__kind", hit.kind));
    const item = element("li", "fs-search__hit", head);
    if (hit.excerpt.length) item.append(element("p", "fs-search__text", ...marked(hit.excerpt)));
    if (hit.entries.length) {
      item.append(element("ul", "fs-search__facts", ...hit.entries.map((entry) =>
        element("li", "", link(`${page}#${entry.id}`, "", ...marked(entry.text))))));
    }
    if (hit.more) item.append(element("p", "fs-search__rest", say("rest", hit.more)));
    return item;
  }

  function receive({ data }) {
    if (data.question !== question) return;
    dialog.removeAttribute("aria-busy");
    if (data.error) {
      console.warn("Search:", data.error);
      status.textContent = dialog.dataset.failed;
      return;
    }
    if (data.from === 0) {
      list.replaceChildren();
      status.textContent = data.total ? say("found", data.total) : dialog.dataset.none;
    }
    const items = data.results.map(shown);
    list.append(...items);
    more.hidden = data.from + items.length >= data.total;
    more.dataset.from = data.from + items.length;
    if (data.from) items[0]?.querySelector("a").focus();
  }

  function engine() {
    if (!worker) {
      worker = new Worker(new URL("search/worker.js", root), { type: "module" });
      worker.onmessage = receive;
      worker.onerror = () => {
        dialog.removeAttribute("aria-busy");
        status.textContent = dialog.dataset.failed;
      };
    }
    return worker;
  }

  function ask(from) {
    const query = field.value.trim();
    clearTimeout(timer);
    if (!from) question += 1;
    if (!query) {
      list.replaceChildren();
      status.textContent = "";
      more.hidden = true;
      return;
    }
    dialog.setAttribute("aria-busy", "true");
    engine().postMessage({ question, query, from });
  }

  function open() {
    if (dialog.open) return;
    engine();
    dialog.showModal();
    field.select();
  }

  opener.addEventListener("click", open);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(0), 150);
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    ask(0);
  });
  more.addEventListener("click", () => ask(Number(more.dataset.from)));
  dialog.querySelector(".fs-search__close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("li a")) dialog.close();
  });
  // Arrows go from the field through the results and back.
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would first only empty itself
      dialog.close();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [field, ...list.querySelectorAll("a")];
    const here = stops.indexOf(document.activeElement);
    const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
    if (here < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
      event.preventDefault();
      event.stopImmediatePropagation();
      open();
    } else if (["p", "n", ",", "."].includes(event.key) && !event.target.closest?.("form")) {
      // The theme turns the page on these letters, wherever one is: in the way of speech input.
      event.stopImmediatePropagation();
    }
  }, true);

  opener.classList.add("fs-find--ready");
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    open();
    field.value = asked;
    ask(0);
  }
})();
