// The debrief: what you did, what happened, all worlds with your choices against all with the historical ones.
const measureNow = () => measureAt(S.measure);
function doneList(path) {
  return path.map((option, at) => {
    const node = nodeOf(path.slice(0, at)), point = D.points[node.point], yours = optionOf(path, at);
    const was = point.options.find((each) => each.id === point.historical);
    return element("li", {}, element("b", {}, onDay(node.day, true) + ". "), `${point.ask} You: ${yours.label}. `, option === was.id ? "So it was." : `What was done: ${was.label}.`);
  });
}
function most(play) {
  const first = Math.round((BRANCH - START) / DAY);
  const ranked = play.events.map((event, at) => [event[2], at]).filter(([, at]) => play.events[at][0] >= first).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  return ranked.slice(0, 6).map(([, at]) => at).sort((a, b) => a - b);
}
listeners.push(() => {
  if (S.step !== "debrief" && !window.matchMedia("print").matches) return;
  byId("unfinished").hidden = isOver();
  byId("finished").hidden = !isOver();
  if (!isOver()) return;
  const path = chosenPath(), leaf = leafOf(path), measure = measureNow(), play = known(), number = chosenEvent(play);
  const numbers = answer(leaf, measure), reference = settingAt(D.reference);
  byId("did").replaceChildren(...doneList(path));
  byId("most").replaceChildren(...most(play).map((at) => eventRow(play, at)));
  byId("why-most").replaceChildren(...(number >= 0 ? whyCard(play, number) : [element("p", { class: "small" }, "Choose an event to see why it happened.")]));
  byId("measure").value = S.measure;
  byId("singles").checked = S.singles === "1";
  drawFan(byId("fan"), leaf, measure, S.singles === "1", `Your choices. ${honest(numbers, measure)}`);
  byId("fan-said").textContent = (isHighest(measure) ? "Highest rung so far" : "Running total") + ` from ${dayText(BRANCH)}, ${spelled(N_WORLDS)} worlds with your choices. Dark band: half of the worlds; light band: nine in ten; thin lines: single worlds; dashed: what happened. With the historical choices all ${spelled(N_WORLDS)} worlds are what happened.`;
  byId("sides").replaceChildren(leaf === reference ? element("p", { class: "small" }, "Your choices are the historical ones.") : element("p", { class: "small" }, "Your choices against the historical ones, each world with the same luck:"), leaf === reference ? "" : sidesBar(numbers, measure, true), element("p", { id: "numbers" }, honest(numbers, measure)));
  byId("table").tBodies[0].replaceChildren(...D.settings.map((each, at) => {
    const own = answer(at, measure), go = element("button", { type: "button", class: "link" }, each.label);
    go.addEventListener("click", () => set({ path: each.id, event: "" }));
    return element("tr", { class: at === leaf ? "chosen" : null }, element("th", { scope: "row" }, go),
      element("td", {}, `${spelled(own.median)} (${spelled(own.low)} to ${spelled(own.high)})`),
      element("td", {}, at === reference ? "the historical choices" : sidesBar(own, measure, false), at === reference ? "" : element("span", { class: "small" }, percents([own.less, own.same, own.more]).join(" / "))));
  }));
});
