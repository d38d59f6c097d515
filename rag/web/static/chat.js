// What the chat page does in the browser: the question in sight, the keyboard on a phone, names for readers' aids.
(() => {
  "use strict";

  const NARROW = matchMedia("(width <= 56rem)");

  const ENGLISH = document.documentElement.lang === "en";

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && NARROW.matches
        && event.target.matches?.("#wb-box textarea")) {
      setTimeout(() => event.target.blur(), 60); // puts the on-screen keyboard away, so that the answer is seen
    }
  });

  // Gradio labels a message with its HTML source, and its own parts in English.
  const NAMES = [
    ['#wb-chat [data-testid="user"]', "aria-label", ENGLISH ? "Question" : "问题"],
    ['#wb-chat [data-testid="bot"]', "aria-label", ENGLISH ? "Answer" : "回答"],
    ['#wb-chat [role="log"]', "aria-label", ENGLISH ? "Conversation" : "对话"],
    ["#wb-chat .examples", "role", "group"], // it calls itself a list, of buttons
    ["#wb-chat .examples", "aria-label", ENGLISH ? "Example questions" : "示例问题"],
    ["#wb-chat .example", "aria-label", ""],
    ["#wb-chat .options", "role", "group"],
    ["#wb-chat .options", "aria-label", ENGLISH ? "Questions to go on with" : "可以接着问"],
    [".wb-browse a", "target", ""],
    [".toast-close", "aria-label", ENGLISH ? "Close" : "关闭"],
  ];

  // What Gradio's page says of itself when the server is full, gone or at fault.
  const SAYS = [
    [/busy|full/i, ENGLISH ? "Too many people are asking just now. Please ask again in a moment."
      : "现在提问的人太多，请稍等一会儿再问。"],
    [/connection|network|fetch|timed? ?out/i, ENGLISH ? "The connection to the server was lost; trying again …"
      : "与服务器的连接断了，正在重新连接……"],
    [/^[\x00-\x7f]*$/, ENGLISH ? "Something went wrong. Please try again later." : "出了差错，请稍后再试。"],
  ];
  const SAID = new Set(SAYS.map(([, words]) => words));

  function rename() {
    for (const [selector, attribute, value] of NAMES) {
      for (const element of document.querySelectorAll(selector)) {
        if (!value) element.removeAttribute(attribute);
        else if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
      }
    }
    for (const message of document.querySelectorAll('[data-testid="toast-text"]')) {
      const text = message.textContent.trim();
      const known = SAID.has(text) ? null : SAYS.find(([shape]) => shape.test(text));
      if (known) message.textContent = known[1];
    }
    for (const title of document.querySelectorAll(".toast-title")) {
      if (title.firstChild?.nodeValue?.startsWith("Error")) title.firstChild.nodeValue = ENGLISH ? "Note " : "提示 ";
    }
  }

  // The last question stays at the top while its answer grows, until the reader scrolls.
  let asked = 0;
  let pinned = null;

  function follow() {
    const log = document.querySelector("#wb-chat .bubble-wrap");
    const rows = document.querySelectorAll("#wb-chat .user-row");
    if (rows.length !== asked) pinned = rows.length > asked ? rows[rows.length - 1] : null;
    asked = rows.length;
    if (!log || !pinned?.isConnected) return;
    log.scrollTop += pinned.getBoundingClientRect().top - log.getBoundingClientRect().top - 20;
  }

  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(kind, () => { pinned = null; }, { passive: true });
  }

  new MutationObserver(follow).observe(document.body, { childList: true, subtree: true, characterData: true });
  new MutationObserver(rename).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"],
  });
})();
