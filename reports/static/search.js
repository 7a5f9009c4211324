/** Narrows the list of the page 查找 as one types; `?q=` from the head of any page. Arrow keys move, Enter opens the first. */
const form = document.querySelector('[data-search]');
const input = form.querySelector('input');
const output = form.querySelector('output');
const nothing = document.getElementById('nothing');
const sections = [...document.querySelectorAll('.found')].map((section) => ({
  section,
  items: [...section.querySelectorAll('li')].map((item) => ({ item, text: folded(item.dataset.words) })),
}));

/** Upper and lower case, full and half width are one. */
function folded(text) {
  return text.normalize('NFKC').toLowerCase();
}

function narrow() {
  const words = folded(input.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { section, items } of sections) {
    let here = 0;
    for (const { item, text } of items) {
      item.hidden = !words.every((word) => text.includes(word));
      if (!item.hidden) here++;
    }
    section.hidden = here === 0;
    found += here;
  }
  output.textContent = words.length ? `找到 ${found} 条` : `共 ${found} 条`;
  nothing.hidden = found > 0;
}

const links = () => [...document.querySelectorAll('.found:not([hidden]) li:not([hidden]) a')];

function move(event) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const list = links();
  const next = list.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
  event.preventDefault();
  if (next < 0) input.focus();
  else list[Math.min(next, list.length - 1)]?.focus();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (input.value.trim()) links()[0]?.click();
});
input.addEventListener('input', () => {
  narrow();
  const query = input.value.trim() ? `?${new URLSearchParams({ q: input.value.trim() })}` : location.pathname;
  history.replaceState(null, '', query);
});
document.addEventListener('keydown', (event) => {
  if (event.target === input || document.activeElement?.closest('.found')) move(event);
});
input.value = new URLSearchParams(location.search).get('q') ?? '';
narrow();
if (!location.hash) input.focus();
