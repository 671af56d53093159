const STEPS = ["read", "bet", "lever", "play", "talk", "teacher"], STORE = "escalation-lesson:" + D.name;
const BLANK = { step: "read", bet: "", setting: "", measure: D.bet.measure, world: "typical", playing: "", day: "", event: "", tally: "", large: "", singles: "1" };

// Only what the page can show: whatever else an address says is left aside.
function sound(state) {
  const out = { ...BLANK };
  const choose = (key, allowed) => { if (allowed.includes(state[key])) out[key] = state[key]; };
  choose("step", STEPS);
  choose("setting", D.settings.map((each) => each.id));
  choose("playing", D.settings.map((each) => each.id));
  choose("measure", D.measures.map((each) => each.name));
  choose("world", ["typical", "extreme"]);
  choose("large", ["", "1"]);
  choose("singles", ["", "1"]);
  for (const key of ["day", "event"]) if (/^\d{1,5}$/.test(state[key] || "")) out[key] = state[key];
  if (/^\d{1,4}(,\d{1,4}){2}$/.test(state.tally || "")) out.tally = state.tally;
  if (D.bet.slider) {
    const number = Number(state.bet);
    if (state.bet !== "" && number >= D.bet.slider.low && number <= D.bet.slider.high) out.bet = String(number);
  } else choose("bet", D.bet.options.map((each) => each.says));
  return out;
}
