// What a reader does with a question or an answer: change it, copy it, print it, say whether it was of use.
(() => {
  "use strict";

  let vote = null;

  function turnOf(button) {
    const place = [...(button.closest(".wb-acts")?.classList ?? [])].find((name) => /^wb-t\d+$/.test(name));
    return place ? Number(place.slice(4)) : 0;
  }

  function section(turn) {
    return document.querySelector(`.wb-turn[data-turn="${turn}"]`);
  }

  function revise(turn) {
    window.wenbao.send("revised", { turn });
    document.querySelector("#wb-box textarea")?.focus();
  }

  // Prints the whole conversation, or one exchange of it with its sources.
  function print(turn) {
    const marked = [];
    if (turn) {
      const rows = document.querySelectorAll("#wb-chat .message-row");
      for (const row of rows) if (row.querySelector(`.wb-acts.wb-t${turn}`)) marked.push(row);
      marked.push(section(turn));
    }
    document.body.dataset.print = turn ? "one" : "all";
    for (const element of marked) element?.classList.add("wb-print");
    window.addEventListener("afterprint", () => {
      delete document.body.dataset.print;
      for (const element of marked) element?.classList.remove("wb-print");
    }, { once: true });
    window.print();
  }

  function askWhy(turn, useful, button) {
    const dialog = document.getElementById("wb-why");
    const title = document.getElementById("wb-why-title");
    vote = { turn, useful, button };
    title.textContent = useful ? title.dataset.good : title.dataset.bad;
    dialog.returnValue = "";
    dialog.showModal();
    document.getElementById("wb-why-text").focus();
  }

  function sendVote(dialog) {
    const text = document.getElementById("wb-why-text");
    if (dialog.returnValue === "send" && vote) {
      window.wenbao.send("voted", { turn: vote.turn, useful: vote.useful, reason: text.value });
      for (const other of vote.button.parentElement.querySelectorAll("[aria-pressed]")) other.removeAttribute("aria-pressed");
      vote.button.setAttribute("aria-pressed", "true");
      text.value = "";
    }
    vote?.button.focus();
    vote = null;
  }

  // In the capture phase: `copy.js` finds the text to copy already in its place.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".wb-act-copy");
    if (button) button.dataset.copy = section(turnOf(button))?.querySelector("[data-answer]")?.dataset.copy ?? "";
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".wb-act, [data-print-all]");
    if (!button) return;
    const does = (name) => button.classList.contains(`wb-act-${name}`);
    if (does("revise")) revise(turnOf(button));
    else if (does("keep")) window.wenbao.send("kept", {});
    else if (does("print")) print(turnOf(button));
    else if (does("good") || does("bad")) askWhy(turnOf(button), does("good"), button);
    else if (button.matches("[data-print-all]")) {
      button.closest("dialog")?.close();
      print(0);
    }
  });

  document.addEventListener("close", (event) => {
    if (event.target.id === "wb-why") sendVote(event.target);
  }, true);
})();
