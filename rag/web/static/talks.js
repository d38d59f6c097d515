// Conversations kept in this browser: saved after every answer, listed in the drawer, opened, deleted.
// The server makes a saved conversation whole again and reads its sources anew (`saved.py`).
(() => {
  "use strict";

  const KEY = "wenbao.talks";
  const MOST = 30;
  const MOST_BYTES = 200_000; // what the server takes at once
  const ENGLISH = document.documentElement.lang === "en";
  const DELETE = ENGLISH ? "Delete" : "删除";
  const SURE = ENGLISH ? "Really delete?" : "确定删除？";
  const DAY = new Intl.DateTimeFormat(ENGLISH ? "en-GB" : "zh-CN", { dateStyle: "medium", timeStyle: "short" });

  // A browser may keep nothing; then a conversation lasts as long as its page.
  function storage(kind) {
    try {
      return window[kind];
    } catch {
      return null;
    }
  }

  // Which conversation this tab holds; a reload comes back to it.
  let current = storage("sessionStorage")?.getItem(KEY) ?? null;
  let left = ""; // what the page still shows of the one just left, and must not be saved again

  function load() {
    try {
      const kept = JSON.parse(storage("localStorage")?.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept.filter((talk) => typeof talk?.id === "string" && Array.isArray(talk.turns)) : [];
    } catch {
      return []; // not ours
    }
  }

  function store(talks) {
    let kept = talks.slice(0, MOST);
    for (;;) {
      try {
        storage("localStorage")?.setItem(KEY, JSON.stringify(kept));
        return;
      } catch {
        if (kept.length <= 1) return;
        kept = kept.slice(0, Math.floor(kept.length / 2)); // the browser has no more room: the older half goes
      }
    }
  }

  function hold(id) {
    current = id;
    left = JSON.stringify(shown());
    if (id) storage("sessionStorage")?.setItem(KEY, id);
    else storage("sessionStorage")?.removeItem(KEY);
  }

  function shown() {
    const sections = document.querySelectorAll('.wb-turn[data-record]:not([data-record=""])');
    return [...sections].map((section) => JSON.parse(section.dataset.record));
  }

  function save() {
    const turns = shown();
    if (turns.length === 0 || JSON.stringify(turns) === left) return;
    left = "";
    if (!current) hold(crypto.randomUUID?.() ?? String(Math.random()).slice(2));
    while (turns.length > 1 && JSON.stringify(turns).length > MOST_BYTES / 3) turns.shift();
    const talks = load();
    const old = talks.find((talk) => talk.id === current);
    if (old && JSON.stringify(old.turns) === JSON.stringify(turns)) return;
    const title = turns[0].question.replace(/\s+/g, " ").slice(0, 60);
    store([{ id: current, title, at: Date.now(), turns }, ...talks.filter((talk) => talk.id !== current)]);
    list();
  }

  function open(id) {
    const talk = load().find((kept) => kept.id === id);
    if (!talk) return;
    hold(id);
    window.wenbao.send("reopened", { turns: talk.turns });
  }

  function forget(id) {
    const left = id ? load().filter((talk) => talk.id !== id) : [];
    store(left);
    if (!id || id === current) document.querySelector("#wb-begin")?.click();
    list();
  }

  // A second press within four seconds deletes; one alone only asks.
  function twice(button, sure, act) {
    if (button.dataset.asked) {
      act();
      return;
    }
    const label = button.textContent;
    button.dataset.asked = "yes";
    button.textContent = sure;
    setTimeout(() => {
      delete button.dataset.asked;
      button.textContent = label;
    }, 4000);
  }

  function item(talk) {
    const line = document.createElement("li");
    const name = document.createElement("button");
    name.type = "button";
    name.className = "wb-talk";
    name.dataset.open = talk.id;
    if (talk.id === current) name.setAttribute("aria-current", "true");
    const title = document.createElement("span");
    title.textContent = String(talk.title);
    const when = document.createElement("small");
    when.textContent = Number.isFinite(talk.at) ? DAY.format(talk.at) : "";
    name.append(title, when);
    const gone = document.createElement("button");
    gone.type = "button";
    gone.className = "wb-act";
    gone.dataset.forget = talk.id;
    gone.textContent = DELETE;
    gone.setAttribute("aria-label", `${DELETE} ${talk.title}`);
    line.append(name, gone);
    return line;
  }

  function list() {
    const talks = load();
    document.getElementById("wb-talks")?.replaceChildren(...talks.map(item));
    for (const element of document.querySelectorAll(".wb-talks-none")) element.hidden = talks.length > 0;
    for (const element of document.querySelectorAll("[data-forget-all]")) element.hidden = talks.length === 0;
  }

  document.addEventListener("click", (event) => {
    const pressed = (selector) => event.target.closest?.(selector);
    const drawer = document.getElementById("wb-drawer");
    if (pressed("[data-drawer]")) {
      list();
      drawer.showModal();
    } else if (pressed("[data-shut]") || event.target === drawer) {
      drawer.close();
    } else if (pressed("[data-open]")) {
      open(pressed("[data-open]").dataset.open);
      drawer.close();
    } else if (pressed("[data-forget]")) {
      const button = pressed("[data-forget]");
      twice(button, SURE, () => forget(button.dataset.forget));
    } else if (pressed("[data-forget-all]")) {
      const button = pressed("[data-forget-all]");
      twice(button, button.dataset.sure, () => forget(""));
    } else if (pressed("#wb-begin")) {
      hold(null);
    }
  });

  // An address such as /?q=… asks at once; a reload must not ask again.
  function askLinked() {
    const question = new URLSearchParams(location.search).get("q");
    if (question === null) return false;
    history.replaceState(null, "", location.pathname);
    if (!question.trim()) return false;
    hold(null);
    window.wenbao.send("asked", { question });
    return true;
  }

  document.addEventListener("wenbao-ready", () => {
    if (!askLinked() && current) open(current);
  }, { once: true });

  // Gradio puts the panel into the page when it likes, and changes it with every picture of an answer; the last one may
  // bring nothing new but the record.
  new MutationObserver((changes) => {
    if (changes.some((change) => change.target.closest?.("#wb-sources"))) save();
  }).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-record"],
  });
})();
