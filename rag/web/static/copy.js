// Buttons with data-copy put that text on the clipboard; without a script they stay hidden or do nothing.
(() => {
  "use strict";

  const ENGLISH = document.documentElement.lang === "en";
  const DONE = ENGLISH ? "Copied" : "已复制";
  const FAILED = ENGLISH ? "Could not copy; please select it" : "没能复制，请手动选取";

  async function put(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Plain http on another host than localhost has no clipboard interface.
      const area = document.createElement("textarea");
      area.value = text;
      area.style.position = "fixed";
      area.style.opacity = "0";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const label = button.dataset.label ?? button.textContent;
    button.dataset.label = label;
    button.textContent = (await put(button.dataset.copy)) ? DONE : FAILED;
    button.focus();
    setTimeout(() => { button.textContent = label; }, 2000);
  });

  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
})();
