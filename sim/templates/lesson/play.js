// One world, day by day, and why.
const playsOf = (setting) => D.plays.filter((each) => each.setting === setting);
const playSetting = () => S.playing || S.setting || (S.bet !== "" ? D.bet.setting : D.reference);
function thePlay() {
  const plays = playsOf(playSetting());
  return plays.find((each) => each.rule === S.world) || plays[0];
}
const firstDay = Math.round((BRANCH - START) / DAY), lastDay = Math.round((END - START) / DAY);
function chosenEvent(play) {
  if (S.event !== "" && Number(S.event) < play.events.length) return Number(S.event);
  return play.opens === null ? -1 : play.opens;
}
function chosenDay(play) {
  if (S.day !== "") return Math.min(lastDay, Number(S.day));
  const event = chosenEvent(play);
  return event < 0 ? firstDay : play.events[event][0];
}
function pick(number) {
  const play = thePlay();
  set({ event: String(number), day: String(play.events[number][0]) });
}
function dayWithEvent(play, day, by) {
  const days = play.events.map((event) => event[0]).filter((each) => (by > 0 ? each > day : each < day));
  return days.length ? (by > 0 ? Math.min(...days) : Math.max(...days)) : by > 0 ? lastDay : 0;
}
function goTo(day) {
  const play = thePlay(), here = play.events.map((event, number) => [event, number]).filter(([event]) => event[0] === day);
  const top = here.reduce((best, each) => (best === null || each[0][2] > best[0][2] ? each : best), null);
  set({ day: String(day), event: top === null ? S.event : String(top[1]) });
}
let ticking = null;
function stop() {
  if (ticking !== null) clearInterval(ticking);
  ticking = null;
  byId("run").setAttribute("aria-pressed", "false");
  byId("run").textContent = "Play";
}
function run() {
  if (ticking !== null) { stop(); return; }
  byId("run").setAttribute("aria-pressed", "true");
  byId("run").textContent = "Pause";
  if (chosenDay(thePlay()) >= lastDay) goTo(firstDay);
  ticking = setInterval(() => {
    const day = dayWithEvent(thePlay(), chosenDay(thePlay()), 1);
    goTo(day);
    if (day >= lastDay) stop();
  }, 1400);
}
listeners.push(() => {
  if (S.step !== "play") { stop(); return; }
  const play = thePlay(), number = chosenEvent(play), day = chosenDay(play);
  const select = byId("play-setting");
  if (!select.options.length) select.append(...D.settings.map((each) => element("option", { value: each.id }, each.label)));
  select.value = play.setting;
  byId("rules").hidden = !play.simulated;
  const rules = playsOf(play.setting).map((each) => each.rule);
  for (const each of document.getElementsByName("rule")) {
    each.checked = each.value === play.rule;
    each.disabled = !rules.includes(each.value);
    each.parentElement.hidden = each.disabled;
  }
  byId("rule-said").textContent = !play.simulated ? "Nothing is changed here: this is the record, and black dots are its events." : `World ${play.world} of ${spelled(N_WORLDS)}: ${D.rules[play.rule]}. Black dots are in the record, blue ones are drawn; grey days are documented.`;
  drawLadder(byId("ladder"), play, day, number, pick);
  const slider = byId("day");
  slider.max = lastDay;
  slider.value = day;
  slider.setAttribute("aria-valuetext", dayText(START + day * DAY, true));
  byId("today").textContent = dayText(START + day * DAY, true) + (day < firstDay ? " (documented)" : "");
  const todays = play.events.map((event, at) => [event, at]).filter(([event]) => event[0] === day);
  byId("events").replaceChildren(...(todays.length ? todays.map(([event, at]) => {
    const made = element("button", { type: "button", "aria-pressed": String(at === number) }, `${text(event[1])} (rung ${event[2]}, ${D.rungs[event[2]]})`);
    made.addEventListener("click", () => set({ event: String(at) }));
    return element("li", {}, made);
  }) : [element("li", { class: "small" }, "Nothing of note on this day.")]));
  if (number >= 0) byId("why").replaceChildren(...whyCard(play, number)); else byId("why").replaceChildren(element("p", {}, "Choose an event."));
});
