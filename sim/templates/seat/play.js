// The game: an evening, what advisers say, a choice, what came of it.
const chosenPath = () => (S.path === "" ? [] : S.path.split(","));
const nodeOf = (path) => D.nodes[path.join(",") || "begin"];
const isOver = () => nodeOf(chosenPath()) === undefined;
const leafOf = (path) => D.settings.findIndex((each) => (each.id + ",").startsWith(path.length ? path.join(",") + "," : ""));
const FIRST = 6;  // events that are listed on the first evening
const LAST = Math.round((END - START) / DAY);
const evening = (path) => { const node = nodeOf(path); return node === undefined ? LAST : node.day; };
const onDay = (day, long) => dayText(START + day * DAY, long);
const optionOf = (path, at) => D.points[nodeOf(path.slice(0, at)).point].options.find((each) => each.id === path[at]);

// What the player knows on the evening on which he stands.
function known() {
  const path = chosenPath(), whole = D.plays[leafOf(path)], until = evening(path);
  return { events: whole.events.filter((event) => event[0] <= until), why: whole.why };
}
function chosenEvent(play) {
  if (S.event !== "" && Number(S.event) < play.events.length) return Number(S.event);
  return -1;
}
const pick = (number) => set({ event: String(number) });
function goTo(path) {
  set({ path: path.join(","), event: "" });
  byId("h-since").focus({ preventScroll: true });
  byId("h-since").scrollIntoView({ block: "start" });
}
function eventRow(play, at) {
  const event = play.events[at], own = text(event[3]) === "from your order.";
  const made = element("button", { type: "button", "aria-pressed": String(at === chosenEvent(play)) }, `${onDay(event[0])}: ${text(event[1])}`, own ? element("b", {}, " (your order)") : "", element("span", { class: "small" }, ` rung ${event[2]}, ${D.rungs[event[2]]}`));
  made.addEventListener("click", () => pick(at));
  return element("li", {}, made);
}
function crumbs(path) {
  return path.map((_, at) => {
    const day = nodeOf(path.slice(0, at)).day, back = element("button", { type: "button", class: "link" }, "go back to this evening");
    back.addEventListener("click", () => goTo(path.slice(0, at)));
    return element("li", {}, element("b", {}, onDay(day, true) + ": "), optionOf(path, at).label + " ", back);
  });
}
function adviceOf(node) {
  return node.advice.map((lines) => element("div", { class: "advice" }, element("p", {}, text(lines[0])), element("ul", {}, ...lines.slice(1).map((each) => element("li", {}, text(each))))));
}
function optionButtons(path, point) {
  return point.options.map((each) => {
    const made = element("button", { type: "button", class: "choice", "data-option": each.id }, element("b", {}, each.label), element("span", {}, " " + each.says));
    made.addEventListener("click", () => goTo([...path, each.id]));
    return made;
  });
}
listeners.push(() => {
  if (S.step !== "play") return;
  const path = chosenPath(), play = known(), node = nodeOf(path), number = chosenEvent(play), day = evening(path);
  byId("crumbs").replaceChildren(...crumbs(path));
  byId("so-far").hidden = !path.length;
  drawLadder(byId("ladder"), play, day, number, pick);
  const before = path.length ? evening(path.slice(0, -1)) : -1;
  const since = play.events.map((event, at) => at).filter((at) => play.events[at][0] > before).slice(path.length ? 0 : -FIRST);
  byId("h-since").textContent = path.length ? `What happened until ${onDay(day, true)}` : `What has happened lately, until ${onDay(day, true)}`;
  byId("since").replaceChildren(...(since.length ? since.map((at) => eventRow(play, at)) : [element("li", { class: "small" }, "Nothing of note.")]));
  byId("evening").hidden = node === undefined;
  byId("ended").hidden = node !== undefined;
  if (node !== undefined) {
    const point = D.points[node.point];
    byId("h-evening").textContent = `${onDay(day, true)}, in the evening`;
    byId("ask").textContent = point.ask;
    byId("tells").textContent = point.tells;
    byId("advice").replaceChildren(...adviceOf(node));
    byId("choices").replaceChildren(...optionButtons(path, point));
  }
  byId("why").replaceChildren(...(number >= 0 ? whyCard(play, number) : [element("p", { class: "small" }, "Choose an event to see why it happened. Black dots are in the record, blue ones are drawn; grey days lie before your first evening. Where nobody claimed an attack, this world names a group.")]));
});
