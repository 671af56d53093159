// What the reader has chosen: in the address, in the browser's store if there is one, and nowhere else.
const STEPS = ["read", "bet", "lever", "play", "talk", "teacher"], STORE = "escalation-lesson:" + D.name;
const BLANK = { step: "read", bet: "", setting: "", measure: D.bet.measure, world: "typical", playing: "", day: "", event: "", tally: "", large: "", singles: "1" };
let S = { ...BLANK };
const listeners = [];

function stored() {
  try { return JSON.parse(localStorage.getItem(STORE)) || {}; } catch (error) { return {}; }
}
function inAddress() {
  const found = {};
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) if (key in BLANK) found[key] = value;
  return found;
}
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
function set(changes) {
  const before = S.step;
  S = sound({ ...S, ...changes });
  const words = new URLSearchParams();
  for (const key of Object.keys(BLANK)) if (S[key] !== BLANK[key]) words.set(key, S[key]);
  const hash = "#" + words.toString();
  if (hash !== location.hash && !(hash === "#" && !location.hash)) {
    try { history[before === S.step ? "replaceState" : "pushState"](null, "", hash); } catch (error) { location.replace(hash); }
  }
  try { localStorage.setItem(STORE, JSON.stringify(S)); } catch (error) { /* no store: the address holds it */ }
  show(before !== S.step);
}
function show(moved) {
  for (const each of listeners) each(moved);
}
const byId = (id) => document.getElementById(id);
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}
