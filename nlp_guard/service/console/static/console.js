"use strict";
// The pages work without this script; with it, clocks run and sentences are copied.
(() => {
  const units = document.documentElement.lang === "en" ? ["d", "h", "min", "s"] : ["天", "小时", "分", "秒"];
  const long = (s) => {
    const counts = [Math.floor(s / 86400), Math.floor(s / 3600) % 24, Math.floor(s / 60) % 60, s % 60];
    const first = Math.max(0, counts.findIndex((n) => n > 0));
    return counts.slice(first, first + 2).map((n, i) => `${n} ${units[first + i]}`).join(" ");
  };
  const tick = () => {
    const now = Math.floor(Date.now() / 1000);
    for (const clock of document.querySelectorAll("[data-until]"))
      clock.textContent = long(Math.abs(Number(clock.dataset.until) - now));
  };
  tick();
  setInterval(tick, 1000);
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent);
      button.classList.add("main");
    });
  }
})();
