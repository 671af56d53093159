// One world, day by day, and why.
const HOW = { documented: "It is in the record.", "kept from the record": "It is in the record, and happens here too.", drawn: "It is drawn by the rules, and in no record." };
const playsOf = (setting) => D.plays.filter((each) => each.setting === setting);
const playSetting = () => S.playing || S.setting || (S.bet !== "" ? D.bet.setting : D.reference);
function thePlay() {
  const plays = playsOf(playSetting());
  return plays.find((each) => each.rule === S.world) || plays[0];
}
const text = (at) => D.texts[at];
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
function chainOf(play, number) {
  const chain = [number];
  while (play.events[chain[chain.length - 1]][4] >= 0) chain.push(play.events[chain[chain.length - 1]][4]);
  return chain;
}
const eventLine = (event) => `${dayText(START + event[0] * DAY)}: ${text(event[1])}`;
function eventButton(play, number) {
  const made = element("button", { type: "button", class: "link" }, eventLine(play.events[number]));
  made.addEventListener("click", () => pick(number));
  return made;
}
function whyCard(play, number) {
  const event = play.events[number], parts = [element("h3", {}, "Why? " + eventLine(event))];
  const told = play.why[number];
  const how = told ? HOW[told.how] || `It was ${told.how}.` : event[5] >= 0 ? HOW.documented : "It is in no record.";
  parts.push(element("p", { class: "small" }, how));
  if (event[6] >= 0) {
    const links = text(event[7]).split(" ").filter(Boolean).map((link, at) => element("a", { href: link, rel: "noreferrer noopener" }, ` source ${at + 1}`));
    parts.push(element("p", {}, element("b", {}, "In the record: "), `${text(event[6])} `, element("code", {}, text(event[5])), ...links));
  }
  const chain = chainOf(play, number);
  parts.push(element("h4", {}, chain.length > 1 ? "The chain of causes in this world: each answered the next" : "Its cause in this world"));
  parts.push(element("ol", { class: "chain" }, ...chain.map((each, at) =>
    element("li", {}, at === 0 ? element("b", {}, text(play.events[each][1])) : eventButton(play, each), element("div", { class: "small" }, `It came ${text(play.events[each][3])}`)))));
  if (told) {
    parts.push(element("h4", {}, "How sure is that? What it may have come from"));
    const small = told.shares.filter((each) => each[3] < 0.03), large = told.shares.filter((each) => each[3] >= 0.03);
    const rest = small.reduce((sum, each) => sum + each[3], 0), shown = percents([...large.map((each) => each[3]), ...(small.length ? [rest] : [])]);
    const rows = large.map((each, at) => [shown[at], each[3], text(each[0]), text(each[1])]);
    if (small.length && shown[large.length] !== "0 %") rows.push([shown[large.length], rest, "others", small.map((each) => text(each[0]).replace(/_/g, " ")).join(", ")]);
    parts.push(element("ul", { class: "bars" }, ...rows.map(([percent, share, name, sentence]) =>
      element("li", {}, element("span", {}, percent), element("div", {}, element("div", { class: "bar", style: `width:${100 * share}%` }), element("span", { class: "who" }, name.replace(/_/g, " ")), " " + sentence)))));
    if (told.restraints.length) {
      parts.push(element("h4", {}, "What held back"));
      parts.push(element("ul", {}, ...told.restraints.map(([name, sentence, factor]) =>
        element("li", {}, element("b", {}, text(name).replace(/_/g, " ")), ` left ${Math.round(100 * factor)} % of the rate. ${text(sentence)}`))));
    }
    if (told.said.length) {
      parts.push(element("h4", {}, "What sources say that it answered (a stated reason may be a pretext)"));
      parts.push(element("ul", {}, ...told.said.map(([cause, by, strength]) => element("li", {}, element("code", {}, text(cause)), ` said by ${text(by)}, ${text(strength)}`))));
    }
  } else if (chain.length === 1) parts.push(element("p", { class: "small" }, "Shares are shown for the events that matter most in this world, and for what they answered."));
  return parts;
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
