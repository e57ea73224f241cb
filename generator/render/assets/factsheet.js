/* What a script adds to pages that are complete without one: a reference's quote beside its number,
   the meaning beside a word of the trade, folds that open for what an address names, buttons that
   copy, a timeline that can be narrowed down, and addresses of a page before it was cut. */

(() => {
  "use strict";

  // The theme's script, which begins after this one, would fetch a site map for each of these; with
  // a space it does not find them, and whoever reads the page as it is written does.
  for (const link of document.querySelectorAll("link[rel=alternate]")) link.rel = "alternate ";

  const words = () => document.querySelector(".fs-words")?.dataset ?? {};

  // ---- an address that was given out before its page was cut, or cut elsewhere ---------------

  async function leadOn() {
    const nav = document.querySelector(".fs-parts");
    if (!nav || location.hash.length < 2) return;
    try {
      const anchor = decodeURIComponent(location.hash.slice(1));
      if (document.getElementById(anchor)) return;
      const { at = {}, from = {} } = await (await fetch(`${nav.dataset.first}parts.json`)).json();
      const [kind, number] = anchor.split("_");
      const part = from[kind]?.filter((start) => start <= Number(number)).length ?? at[anchor] ?? 1;
      if (part === Number(nav.dataset.part)) return;
      const page = new URL(nav.dataset.first + (part > 1 ? `part_${part}/` : ""), location.href);
      page.hash = anchor;
      location.replace(page);
    } catch {
      // not an address that was ever made here, or no server: the parts are named on the page
    }
  }

  addEventListener("hashchange", leadOn);
  leadOn();

  // ---- a reference's quote, or what a word means, where it stands ----------------------------

  const REF = '.fs-ref a[href^="#ref_"], a.fs-term';
  let shown = null; // the link whose quote or meaning is shown
  let box = null;
  let leaving = 0;

  function hide() {
    clearTimeout(leaving);
    box?.remove();
    shown?.removeAttribute("aria-describedby");
    shown = box = null;
  }

  function quoted(link) {
    const entry = document.getElementById(link.hash.slice(1));
    const quote = entry?.querySelector("blockquote");
    if (!quote) return [];
    const told = [quote.cloneNode(true)];
    const where = entry.querySelector("cite");
    if (where) {
      const line = document.createElement("p");
      line.append(where.cloneNode(true), (where.nextSibling?.textContent ?? "").trimEnd());
      told.push(line);
    }
    return told;
  }

  function meanings(link) {
    const words = link.dataset.why ? [link] : [...link.querySelectorAll("[data-why]")];
    return words.map((word) => {
      const line = document.createElement("p");
      const name = document.createElement("strong");
      name.textContent = word.textContent;
      line.append(name, ` ${word.dataset.why}`);
      return line;
    });
  }

  function show(link) {
    if (shown === link) {
      clearTimeout(leaving);
      return;
    }
    hide();
    const told = link.matches(".fs-term") ? meanings(link) : quoted(link);
    if (!told.length) return;
    box = document.createElement("div");
    box.className = "fs-pop fs-quote";
    box.id = "_quote";
    box.setAttribute("role", "tooltip");
    box.append(...told);
    (document.querySelector(".md-content .md-typeset") ?? document.body).append(box);
    const at = link.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const from = box.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const left = Math.max(8, Math.min(at.left, room - box.offsetWidth - 8));
    const over = at.top - box.offsetHeight - 6;
    const top = over > 110 ? over : at.bottom + 6;
    box.style.left = `${left - from.left}px`;
    box.style.top = `${top - from.top}px`;
    link.setAttribute("aria-describedby", box.id);
    shown = link;
  }

  const near = (target) =>
    target instanceof Element ? target.closest(REF) ?? target.closest(".fs-pop") : null;

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const found = near(event.target);
    if (found?.matches(REF)) show(found);
    else if (found) clearTimeout(leaving);
    else if (shown) {
      clearTimeout(leaving);
      leaving = setTimeout(hide, 250);
    }
  });
  document.addEventListener("focusin", (event) => {
    const found = near(event.target);
    if (found?.matches(REF) && found.matches(":focus-visible")) show(found);
    else if (!found) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) hide();
  });
  let touched = false;
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (touched && shown && !near(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const link = near(event.target);
    if (!link?.matches(REF)) return;
    // The first tap shows the quote, the second follows the link.
    if (touched && shown !== link) {
      event.preventDefault();
      event.stopPropagation();
      show(link);
    } else hide();
  }, true);

  // ---- folds ---------------------------------------------------------------------------------

  /* What an address names is opened, with the folds that belong to it. */
  function unfold() {
    let named = null;
    try {
      named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return; // not an address that was ever made here
    }
    if (!named) return;
    for (let at = named; at; at = at.parentElement) if (at.matches("details")) at.open = true;
    if (named.matches("h2, h3")) {
      for (let at = named.nextElementSibling; at && !at.matches("h2, h3"); at = at.nextElementSibling) {
        if (at.matches("details.fs-fold--more")) at.open = true;
      }
    }
    if (!named.checkVisibility || named.checkVisibility()) named.scrollIntoView();
  }

  addEventListener("hashchange", unfold);
  if (location.hash.length > 1) unfold();

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.fs-fold:not([open], .fs-cite)")];
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });

  // ---- copying ------------------------------------------------------------------------------

  function button(label, text) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "fs-copy";
    made.textContent = label;
    made.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text());
        made.textContent = words().copied;
      } catch {
        made.textContent = words().uncopied;
      }
      setTimeout(() => (made.textContent = label), 2500);
    });
    return made;
  }

  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  document.addEventListener("toggle", (event) => {
    const cite = event.target;
    if (!(cite instanceof Element) || !cite.matches(".fs-cite[open]:not([data-ready])")) return;
    cite.dataset.ready = "";
    const said = words();
    for (const code of cite.querySelectorAll("code")) {
      code.textContent = code.textContent.replaceAll(said.date, today());
      if (navigator.clipboard) {
        const label = `${said.copy} (${code.dataset.form})`;
        code.closest("pre").before(button(label, () => code.textContent));
      }
    }
    const fact = cite.closest(".fs-fact[id]");
    if (fact && navigator.clipboard) {
      const address = () => new URL(`#${fact.id}`, location.href).href;
      cite.append(button(said.copylink, address));
    }
  }, true);

  // ---- a timeline narrowed down; the choice stands in the address -----------------------------

  const form = document.querySelector(".fs-filter");
  if (form) {
    const choices = [...form.querySelectorAll("select")];
    const courses = [...document.querySelectorAll("ol.fs-course")].map((course) => {
      const parts = [course];
      while (parts[0].previousElementSibling && !parts[0].matches("h2")) {
        parts.unshift(parts[0].previousElementSibling);
      }
      return { parts, moments: [...course.querySelectorAll(":scope > li")] };
    });

    const holds = (moment, { name, value }) =>
      !value ||
      (moment.dataset[name === "certainty" ? "certainty" : "about"] ?? "")
        .split(" ")
        .includes(value);

    function narrow() {
      let shownNow = 0;
      let all = 0;
      for (const { parts, moments } of courses) {
        let here = 0;
        for (const moment of moments) {
          moment.hidden = !choices.every((choice) => holds(moment, choice));
          here += !moment.hidden;
        }
        for (const part of parts) part.hidden = !here;
        shownNow += here;
        all += moments.length;
      }
      const status = form.querySelector(".fs-filter__status");
      status.textContent = choices.some((choice) => choice.value)
        ? status.dataset.words.replace("{n}", shownNow).replace("{total}", all)
        : "";
    }

    function remember() {
      const address = new URL(location.href);
      for (const { name, value } of choices) {
        if (value) address.searchParams.set(name, value);
        else address.searchParams.delete(name);
      }
      history.replaceState(history.state, "", address);
    }

    function recall() {
      const asked = new URLSearchParams(location.search);
      for (const choice of choices) {
        choice.value = asked.get(choice.name) ?? "";
        if (choice.selectedIndex < 0) choice.value = "";
      }
      narrow();
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => {
      remember();
      narrow();
    });
    form.addEventListener("reset", () => {
      setTimeout(() => {
        remember();
        narrow();
      });
    });
    addEventListener("popstate", recall);
    form.hidden = false;
    recall();
  }
})();
