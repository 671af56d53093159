// The controls of a lesson, and the start.
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
window.addEventListener("beforeprint", () => { const step = S.step; S.step = "lever"; byId("lever").classList.add("shown"); show(false); S.step = step; });
window.addEventListener("afterprint", () => { document.documentElement.classList.remove("sheet-alone"); show(false); });
byId("sheet").addEventListener("click", () => { document.documentElement.classList.add("sheet-alone"); window.print(); });
begin();

// Once the page stands, what the lever may show next is worked out, a piece at a time.
const ahead = D.measures.flatMap((measure, at) => D.settings.map((setting, place) => [place, at]));
ahead.sort((a, b) => (b[1] === measureAt(S.measure)) - (a[1] === measureAt(S.measure)));
function work() {
  const next = ahead.shift();
  if (next) { fan(...next); setTimeout(work, 15); }
}
setTimeout(work, 300);
