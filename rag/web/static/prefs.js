// How the reader likes every page: its language, large letters, light or dark. Runs before the first picture, so that
// nothing jumps.
(() => {
  "use strict";

  // The document came with its language; Gradio sets it to that of the browser, at times before any deferred script.
  const LANGUAGE = document.documentElement.lang;
  new MutationObserver(() => {
    if (document.documentElement.lang !== LANGUAGE) document.documentElement.lang = LANGUAGE;
  }).observe(document.documentElement, { attributeFilter: ["lang"] });

  const SYSTEM = matchMedia("(prefers-color-scheme: dark)");

  function stored(name) {
    try {
      return localStorage.getItem(`wenbao.${name}`);
    } catch {
      return null; // a browser that keeps nothing
    }
  }

  function store(name, value) {
    try {
      localStorage.setItem(`wenbao.${name}`, value);
    } catch {
      // The choice then holds for this page only.
    }
  }

  const chosen = {
    big: stored("big") === "yes",
    dark: stored("dark") ? stored("dark") === "yes" : SYSTEM.matches,
  };

  function apply() {
    document.documentElement.classList.toggle("wb-big", chosen.big);
    const sheet = document.getElementById("wb-dark");
    if (sheet) sheet.media = chosen.dark ? "screen" : "not all";
    document.body?.classList.toggle("dark", chosen.dark); // Gradio's own parts
    for (const button of document.querySelectorAll("[data-pref]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(chosen[button.dataset.pref]));
    }
  }

  document.addEventListener("click", (event) => {
    const name = event.target.closest?.("[data-pref]")?.dataset.pref;
    if (!name) return;
    chosen[name] = !chosen[name];
    store(name, chosen[name] ? "yes" : "no");
    apply();
  });

  SYSTEM.addEventListener("change", () => {
    if (stored("dark")) return;
    chosen.dark = SYSTEM.matches;
    apply();
  });

  apply();
  document.addEventListener("DOMContentLoaded", apply);
  // Gradio builds its page, and sets its own idea of dark, long after that.
  new MutationObserver(() => {
    const disagrees = document.body && document.body.classList.contains("dark") !== chosen.dark;
    if (disagrees || document.querySelector("[data-pref]:not([aria-pressed])")) apply();
  }).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["class"],
  });
})();
