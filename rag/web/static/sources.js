// The source panel: markers lead to their sources, those of earlier turns are kept, a sheet from below on a phone.
(() => {
  "use strict";

  const NARROW = matchMedia("(width <= 56rem)");
  const CALM = matchMedia("(prefers-reduced-motion: reduce)");
  const MOST = 50; // turns the server keeps of one conversation
  let opener = null;

  // The server sends the sources of the newest turn alone, or of a whole conversation when one is opened. Gradio makes
  // the new out of the old in its place, so that a copy of each turn is taken and put back once a later one stands there.
  const copies = new Map();

  function keep() {
    const earlier = document.getElementById("wb-earlier");
    const here = new Map();
    for (const section of document.querySelectorAll("#wb-sources .wb-turn")) here.set(Number(section.dataset.turn), section);
    const [first, newest] = [Math.min(...here.keys()), Math.max(...here.keys())];
    for (const turn of copies.keys()) {
      const stays = here.size > 0 && turn < first && turn > newest - MOST; // else asked anew, or another conversation
      if (!stays) copies.delete(turn);
    }
    earlier?.replaceChildren(...copies.values());
    for (const section of copies.values()) section.hidden = true;
    for (const [turn, section] of here) copies.set(turn, section.cloneNode(true));
  }

  function showTurn(turn) {
    for (const section of document.querySelectorAll(".wb-turn")) section.hidden = section.dataset.turn !== turn;
  }

  // The card from its headline on, so that it is clear what speaks; where that leaves the target out of sight, the target.
  function scrollTo(target, card) {
    const side = document.getElementById("wb-side");
    const covered = document.getElementById("wb-handle").offsetHeight + 12;
    const at = (element) => element.getBoundingClientRect().top - side.getBoundingClientRect().top + side.scrollTop;
    const fits = at(target) - at(card) + covered < side.clientHeight * 0.6;
    const top = fits ? at(card) - covered : at(target) - side.clientHeight / 4;
    side.scrollTo({ top, behavior: CALM.matches ? "auto" : "smooth" });
  }

  function flash(elements) {
    for (const element of elements) {
      element.classList.remove("wb-flash");
      void element.offsetWidth; // restarts the animation
      element.classList.add("wb-flash");
    }
  }

  function open(link) {
    const [, turn, n] = /^#src-(\d+)(?:-(\d+))?$/.exec(link.getAttribute("href")) ?? [];
    if (!turn) return;
    showTurn(turn);
    document.body.classList.add("wb-open");
    opener = link;
    const target = document.getElementById(n ? `src-${turn}-${n}` : `src-${turn}`);
    if (!target) return;
    const card = target.closest(".wb-card") ?? target;
    card.focus({ preventScroll: true });
    scrollTo(target, card);
    if (n) flash([card, ...card.querySelectorAll(`mark[data-n~="${n}"]`)]);
  }

  function close() {
    if (!document.body.classList.contains("wb-open")) return;
    document.body.classList.remove("wb-open");
    if (NARROW.matches) opener?.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#src-"]');
    if (link) {
      event.preventDefault();
      open(link);
    } else if (event.target.closest?.(".wb-close") || !event.target.closest?.("#wb-side")) {
      close();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  new MutationObserver((changes) => {
    if (changes.some(({ target }) => target.closest?.("#wb-sources"))) keep();
  }).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-record"],
  });
})();
