// What came of it against the comparison, in words and as a bar.
const honest = (numbers, measure) => {
  const [less, same, more] = percents([numbers.less, numbers.same, numbers.more]);
  return `${D.measures[measure].label}: fewer in ${less} of ${spelled(N_WORLDS)} worlds, as many in ${same}, more in ${more}; middle world ${spelled(numbers.median)}, 90 % of worlds ${spelled(numbers.low)} to ${spelled(numbers.high)}; what happened: ${spelled(numbers.record)}.`;
};
function sidesBar(numbers, words) {
  const names = { less: "fewer", same: "as many", more: "more" }, texts = percents([numbers.less, numbers.same, numbers.more]);
  const bar = element("div", { class: "sides", role: "img", "aria-label": `fewer ${texts[0]}, as many ${texts[1]}, more ${texts[2]}` });
  Object.keys(names).forEach((side, at) => {
    if (numbers[side] > 0) bar.append(element("i", { class: side, style: `width:${100 * numbers[side]}%` }, numbers[side] > 0.25 && words ? names[side] + " " + texts[at] : ""));
  });
  return bar;
}
