// Steps, tools, and the start.
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
for (const each of document.getElementsByName("bet")) each.addEventListener("change", () => set({ bet: each.value }));
if (D.bet.slider) for (const name of ["input", "change"]) byId("guess").addEventListener(name, () => set({ bet: byId("guess").value }));
for (const each of document.getElementsByName("setting")) each.addEventListener("change", () => set({ setting: each.value, playing: "", day: "", event: "" }));
byId("measure").addEventListener("change", () => set({ measure: byId("measure").value }));
byId("singles").addEventListener("change", () => set({ singles: byId("singles").checked ? "1" : "" }));
byId("play-setting").addEventListener("change", () => set({ playing: byId("play-setting").value, day: "", event: "" }));
for (const each of document.getElementsByName("rule")) each.addEventListener("change", () => set({ world: each.value, day: "", event: "" }));
byId("day").addEventListener("input", () => goTo(Number(byId("day").value)));
byId("before").addEventListener("click", () => goTo(dayWithEvent(thePlay(), chosenDay(thePlay()), -1)));
byId("after").addEventListener("click", () => goTo(dayWithEvent(thePlay(), chosenDay(thePlay()), 1)));
byId("run").addEventListener("click", run);
byId("forget").addEventListener("click", () => {
  try { localStorage.removeItem(STORE); } catch (error) { /* there was none */ }
  set({ ...BLANK });
});
window.addEventListener("popstate", () => { S = sound({ ...BLANK, ...inAddress() }); show(true); });
window.addEventListener("beforeprint", () => { const step = S.step; S.step = "lever"; byId("lever").classList.add("shown"); show(false); S.step = step; });
window.addEventListener("afterprint", () => show(false));
let width = window.innerWidth;
window.addEventListener("resize", () => { if (window.innerWidth !== width) { width = window.innerWidth; show(false); } });

document.documentElement.classList.add("js");
S = sound({ ...BLANK, ...(location.hash.length > 1 ? inAddress() : stored()) });
show(false);

// Once the page stands, what the lever may show next is worked out, a piece at a time.
const ahead = D.measures.flatMap((measure, at) => D.settings.map((setting, place) => [place, at]));
ahead.sort((a, b) => (b[1] === measureAt(S.measure)) - (a[1] === measureAt(S.measure)));
function work() {
  const next = ahead.shift();
  if (next) { fan(...next); setTimeout(work, 15); }
}
setTimeout(work, 300);
