// What the reader has chosen: in the address, in the browser's store if there is one, and nowhere else.
// A page says STORE, BLANK, STEPS and sound(state), which keeps of a state only what the page can show.
let S = {};
const listeners = [];

function stored() {
  try { return JSON.parse(localStorage.getItem(STORE)) || {}; } catch (error) { return {}; }
}
function inAddress() {
  const found = {};
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) if (key in BLANK) found[key] = value;
  return found;
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
