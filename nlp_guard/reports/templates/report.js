"use strict";
// The page works without this script (in Chinese); with it: language, graph, player.
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // --- address: "#anchor", or "#at=anchor&lang=en" so that a reload keeps the language
  const address = () => {
    const hash = decodeURIComponent(location.hash.slice(1));
    if (!hash.includes("=")) return { at: hash, lang: "" };
    const parts = new URLSearchParams(hash);
    return { at: parts.get("at") || "", lang: parts.get("lang") || "" };
  };
  const written = (at) => {
    const lang = root.lang === "en" ? "en" : "";
    if (!lang) return at ? "#" + at : "#";
    return "#" + (at ? "at=" + encodeURIComponent(at) + "&" : "") + "lang=" + lang;
  };

  // --- language
  const speak = (lang) => {
    root.lang = lang;
    const key = lang === "en" ? "en" : "zh";
    for (const node of all("[data-aria-label-zh]"))
      node.setAttribute("aria-label", node.getAttribute("data-aria-label-" + key));
    for (const node of all("title[data-zh]")) node.textContent = node.getAttribute("data-" + key);
    for (const button of all("[data-set-lang]"))
      button.setAttribute("aria-pressed", String(button.dataset.setLang === lang));
  };
  for (const button of all("[data-set-lang]"))
    button.addEventListener("click", () => {
      speak(button.dataset.setLang);
      history.replaceState(null, "", written(address().at));
    });

  // --- anchors: unfold what is folded around the target, then go there
  const reveal = (id, focus) => {
    const target = id && document.getElementById(id);
    if (!target) return;
    for (let node = target; node; node = node.parentElement)
      if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView({ block: target.matches("section, article") ? "start" : "center" });
    for (const old of all(".found")) old.classList.remove("found");
    target.classList.add("found");
    if (focus) {
      if (!target.matches("a, button, summary, [tabindex]")) target.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = decodeURIComponent(link.getAttribute("href").slice(1));
    history.pushState(null, "", written(id));
    reveal(id, true);
  });
  const arrive = () => {
    const { at, lang } = address();
    if (lang === "en" || lang === "zh-CN") speak(lang);
    reveal(at, false);
  };
  addEventListener("popstate", arrive);
  addEventListener("hashchange", arrive);

  // --- a key that is pointed at shows its words
  let hint = null;
  const away = () => { if (hint) hint.remove(); hint = null; };
  const explain = (event) => {
    away();
    const link = event.target.closest && event.target.closest("a.ev");
    const item = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!item || !item.closest(".exhibits")) return;
    hint = document.createElement("div");
    hint.className = "hint";
    hint.setAttribute("role", "tooltip");
    const path = item.closest(".cited").querySelector(".path").cloneNode(true);
    hint.append(path, ...["place", "words"].map((part) => item.querySelector("." + part).cloneNode(true)));
    document.body.append(hint);
    const at = link.getBoundingClientRect();
    const left = Math.min(at.left, root.clientWidth - hint.offsetWidth - 8);
    hint.style.left = Math.max(8, left) + scrollX + "px";
    hint.style.top = at.bottom + 6 + scrollY + "px";
  };
  document.addEventListener("pointerover", explain);
  document.addEventListener("focusin", explain);
  document.addEventListener("focusout", away);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") away(); });

  // --- where the reader is
  const places = all(".contents a");
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const link = places.find((place) => place.hash === "#" + entry.target.id);
      if (!link) continue;
      if (entry.isIntersecting) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-20% 0px -60% 0px" });
  for (const section of all("main section[id]")) seen.observe(section);

  // --- graph: pointing at an account or a link shows what speaks for it
  for (const figure of all("[data-graph]")) {
    const room = figure.querySelector("[data-card-room]");
    const show = (mark) => {
      const source = document.getElementById(mark.dataset.card);
      if (!source) return;
      const copy = source.cloneNode(true);
      for (const node of [copy, ...all("[id]", copy)]) node.removeAttribute("id");
      if (copy.tagName === "DETAILS") copy.open = true;
      const table = document.createElement("table");
      if (copy.tagName === "TR") table.append(copy);
      room.replaceChildren(copy.tagName === "TR" ? table : copy);
      for (const picture of all(".ring", figure)) {
        const node = mark.dataset.node;
        picture.classList.add("dimmed");
        for (const link of all(".link", picture)) {
          const ends = link.dataset.ends.split(" ");
          link.classList.toggle("lit", link.dataset.card === mark.dataset.card || ends.includes(node));
        }
      }
    };
    for (const mark of all("[data-card]", figure)) {
      mark.addEventListener("pointerenter", () => show(mark));
      mark.addEventListener("focus", () => show(mark));
    }
    for (const link of all(".link[data-card]", figure))
      link.addEventListener("click", () => {
        history.pushState(null, "", written(link.dataset.card));
        reveal(link.dataset.card, true);
      });
    for (const picture of all(".ring", figure))
      picture.addEventListener("pointerleave", () => {
        picture.classList.remove("dimmed");
        for (const link of all(".lit", picture)) link.classList.remove("lit");
      });
  }

  // --- player: words and turns lead to the second, the second leads to words and turns
  for (const call of all("[data-call]")) {
    const audio = call.querySelector("audio");
    if (!audio) continue;
    call.classList.add("has-player");
    const words = all(".w", call);
    const turns = all(".said[data-from]", call);
    const play = (at) => {
      audio.currentTime = at;
      audio.play().catch(() => { /* the browser wants a press on the player first */ });
    };
    for (const button of all(".seek", call))
      button.addEventListener("click", () => play(Number(button.dataset.t)));
    for (const word of words) word.addEventListener("click", () => play(Number(word.dataset.t)));
    for (const strip of all(".strip", call))
      strip.addEventListener("click", (event) => {
        const box = strip.getBoundingClientRect();
        if (audio.duration) play(audio.duration * (event.clientX - box.left) / box.width);
      });
    const follow = () => {
      const at = audio.currentTime;
      let current = null;
      for (const word of words) if (Number(word.dataset.t) <= at + 0.05) current = word;
      for (const word of all(".w.on", call)) word.classList.remove("on");
      if (current && !audio.paused) current.classList.add("on");
      for (const turn of turns)
        turn.classList.toggle("now", Number(turn.dataset.from) <= at && at < Number(turn.dataset.to));
      for (const strip of all(".strip", call)) {
        const head = strip.querySelector(".playhead");
        const x = audio.duration ? strip.viewBox.baseVal.width * at / audio.duration : 0;
        head.setAttribute("x1", x);
        head.setAttribute("x2", x);
      }
    };
    for (const name of ["timeupdate", "seeked", "pause", "loadedmetadata"])
      audio.addEventListener(name, follow);
  }

  // --- print: unfold what belongs to the cases, but of the many links only the strongest
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all(".case details:not([open], .more, .link:nth-child(n + 7))");
    for (const node of folded) node.open = true;
  });
  addEventListener("afterprint", () => { for (const node of folded) node.open = false; });

  speak(root.lang);
  arrive();
})();
