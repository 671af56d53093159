// Why an event happened: its cause, that one's cause and so on, what held back, how sure. A page says pick(number).
const HOW = { documented: "It is in the record.", "kept from the record": "It is in the record, and happens here too.", drawn: "It is drawn by the rules, and in no record." };
const text = (at) => D.texts[at];
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
      parts.push(element("ul", {}, ...told.said.map(([cause, by, strength]) => element("li", {}, element("code", {}, text(cause)), `, said by ${text(by)}; ${text(strength)}`))));
    }
  } else if (chain.length === 1) parts.push(element("p", { class: "small" }, "Shares are shown for the events that matter most in this world, and for what they answered."));
  return parts;
}
