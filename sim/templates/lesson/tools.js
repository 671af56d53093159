// Steps, large type, print, going back: what every page has. A page calls begin() once all of it stands.
listeners.push((moved) => {
  document.body.dataset.step = S.step;
  for (const name of STEPS) byId(name).classList.toggle("shown", name === S.step);
  for (const each of document.querySelectorAll("#steps button")) {
    if (each.dataset.step === S.step) each.setAttribute("aria-current", "step"); else each.removeAttribute("aria-current");
  }
  if (moved) { byId("h-" + S.step).focus({ preventScroll: true }); window.scrollTo(0, 0); }
});
function dress() {
  document.documentElement.classList.toggle("large", S.large === "1");
  byId("large").setAttribute("aria-pressed", String(S.large === "1"));
}
listeners.unshift(dress);
listeners.splice(1, 0, listeners.pop());  // what is shown first, so that what is drawn has a width

for (const each of document.querySelectorAll("button[data-step]")) each.addEventListener("click", () => set({ step: each.dataset.step }));
byId("large").addEventListener("click", () => set({ large: S.large === "1" ? "" : "1" }));
byId("print").addEventListener("click", () => window.print());
byId("forget").addEventListener("click", () => {
  try { localStorage.removeItem(STORE); } catch (error) { /* there was none */ }
  set({ ...BLANK });
});
window.addEventListener("popstate", () => { S = sound({ ...BLANK, ...inAddress() }); show(true); });
let width = window.innerWidth;
window.addEventListener("resize", () => { if (window.innerWidth !== width) { width = window.innerWidth; show(false); } });

function begin() {
  document.documentElement.classList.add("js");
  S = sound({ ...BLANK, ...(location.hash.length > 1 ? inAddress() : stored()) });
  show(false);
}
