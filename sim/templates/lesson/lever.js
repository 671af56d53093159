// Bet, lever, reveal.
const ABOUT = settingAt(D.bet.setting), BET_ON = measureAt(D.bet.measure);
const current = () => settingAt(S.setting || (S.bet !== "" ? D.bet.setting : D.reference));

function filled(text, numbers) {
  const [less, same, more] = percents([numbers.less, numbers.same, numbers.more]);
  const values = { less, same, more, median: spelled(numbers.median), low: spelled(numbers.low), high: spelled(numbers.high), record: spelled(numbers.record), bet: S.bet };
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name]);
}
function revealText() {
  const numbers = answer(ABOUT, BET_ON);
  if (D.bet.slider) {
    const place = Number(S.bet) < numbers.low ? "below" : Number(S.bet) > numbers.high ? "above" : "within";
    return ["", filled(D.bet.slider[place], numbers), numbers];
  }
  const option = D.bet.options.find((each) => each.says === S.bet);
  return [`You bet: “${option.label}”`, filled(numbers.verdict === S.bet ? option.agrees : option.differs, numbers), numbers];
}
listeners.push(() => {  // the bet
  if (D.bet.slider) {
    if (S.bet !== "") byId("guess").value = S.bet;
    byId("guess-shown").textContent = S.bet === "" ? "?" : spelled(Number(S.bet));
  } else for (const each of document.getElementsByName("bet")) each.checked = each.value === S.bet;
  byId("placed").disabled = S.bet === "";
  byId("unplaced").hidden = S.bet !== "";
  byId("bet-said").textContent = S.bet === "" ? "Nobody sees your bet but you." : "Your bet is kept on this device. You may still change it, but it is more honest not to.";
});
listeners.push(() => {  // the lever
  if (S.step !== "lever" && !window.matchMedia("print").matches) return;
  const setting = current(), measure = measureAt(S.measure), numbers = answer(setting, measure);
  for (const each of document.getElementsByName("setting")) each.checked = each.value === D.settings[setting].id;
  byId("measure").value = S.measure;
  byId("singles").checked = S.singles === "1";
  byId("says").textContent = D.settings[setting].says;
  const said = `${D.settings[setting].label}. ${honest(numbers, measure)}`;
  drawFan(byId("fan"), setting, measure, S.singles === "1", said);
  byId("fan-said").textContent = (isHighest(measure) ? "Highest rung so far" : "Running total") + ` from ${dayText(BRANCH)}. Dark band: half of the worlds; light band: nine in ten; thin lines: single worlds; dashed: what happened.`;
  const about = D.settings[settingAt(D.reference)].label;
  byId("sides").replaceChildren(element("p", { class: "small" }, setting === settingAt(D.reference) ? "This is the setting that the others are compared with." : `Compared with the same world under “${about}”:`), setting === settingAt(D.reference) ? "" : sidesBar(numbers, measure, true), element("p", { id: "numbers" }, honest(numbers, measure)));
  const card = byId("reveal");
  card.hidden = S.bet === "" || setting !== ABOUT;
  if (!card.hidden) {
    const [you, text, of] = revealText();
    card.replaceChildren(element("p", {}, element("b", {}, you), " " + text), measure === BET_ON ? "" : element("p", { class: "small" }, honest(of, BET_ON)));
  }
  byId("table").tBodies[0].replaceChildren(...D.settings.map((each, at) => {
    const own = answer(at, measure);
    return element("tr", { class: at === setting ? "chosen" : null }, element("th", { scope: "row" }, each.label),
      element("td", {}, `${spelled(own.median)} (${spelled(own.low)} to ${spelled(own.high)})`),
      element("td", {}, each.id === D.reference ? "the comparison" : sidesBar(own, measure, false), each.id === D.reference ? "" : element("span", { class: "small" }, percents([own.less, own.same, own.more]).join(" / "))));
  }));
});
function tallyNames() {
  if (!D.bet.slider) return D.bet.options.map((each) => each.label);
  const numbers = answer(ABOUT, BET_ON);
  return [`below ${spelled(numbers.low)}`, `${spelled(numbers.low)} to ${spelled(numbers.high)}, where 90 % of the worlds end`, `above ${spelled(numbers.high)}`];
}
listeners.push((moved) => {  // the tally
  const counts = (S.tally || "0,0,0").split(",").map(Number), home = byId("tally"), most = Math.max(1, ...counts);
  if (!home.firstChild) {
    home.append(element("div", { class: "tallies" }, ...tallyNames().map((name, at) => {
      const id = "tally-" + at, input = element("input", { id, type: "number", min: 0, max: 9999, inputmode: "numeric" });
      input.addEventListener("input", () => {
        const now = (S.tally || "0,0,0").split(",");
        now[at] = String(Math.min(9999, Math.max(0, Math.floor(Number(input.value) || 0))));
        set({ tally: now.join(",") });
      });
      return element("div", { class: "tally" }, element("label", { for: id }, name), input, element("div", { class: "meter", "aria-hidden": "true" }));
    })));
  }
  const all = counts.reduce((sum, each) => sum + each, 0);
  home.querySelectorAll(".tally").forEach((row, at) => {
    const input = row.querySelector("input");
    if (document.activeElement !== input) input.value = counts[at];
    row.querySelector(".meter").style.width = 100 * counts[at] / most + "%";
    row.querySelector(".meter").title = all ? Math.round(100 * counts[at] / all) + " %" : "";
  });
});
