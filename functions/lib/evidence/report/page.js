// The only script of a report: filters, sorts and pages the table of flows. It writes text, never markup.
const data = JSON.parse(document.getElementById('flow-data').textContent);
const PAGE = 200;
const body = document.getElementById('flow-rows');
const search = document.getElementById('flow-search');
const state = document.getElementById('flow-state');
const direction = document.getElementById('flow-direction');
const count = document.getElementById('flow-count');
const more = document.getElementById('flow-more');
const headers = [...document.querySelectorAll('th[data-column]')];

// An address, maybe with the interface of ours that has it behind a space.
const end = (place, port) => {
  const [address, ...owner] = data.addresses[place].split(' ');
  const shown = port >= 0 && address.includes(':') ? `[${address}]` : address;
  return [port < 0 ? shown : `${shown}:${port}`, ...owner].join(' ');
};

// Members of a row as the page's own code writes them: see flow-table.ts.
const rows = data.flows.map(
  ([source, sourcePort, target, targetPort, protocol, bytes, packets, age, st, dir, rounds, service, matched]) => {
    const cells = [
      data.states[st],
      data.directions[dir],
      end(source, sourcePort),
      end(target, targetPort),
      data.protocols[protocol] ?? String(protocol),
      bytes,
      packets,
      age,
      data.rounds[rounds],
      data.words[service],
      data.words[matched],
    ];
    return { cells, text: [...cells.slice(0, 5), ...cells.slice(9)].join(' ').toLowerCase() };
  },
);

let sorted = { column: 5, ascending: false };
let shown = PAGE;

const compare = (a, b) => {
  const [one, other] = [a.cells[sorted.column], b.cells[sorted.column]];
  const order =
    typeof one === 'number' ? one - other : String(one).localeCompare(String(other), 'en', { numeric: true });
  return sorted.ascending ? order : -order;
};

const matching = () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    ({ cells, text }) =>
      (state.value === '' || cells[0] === state.value) &&
      (direction.value === '' || cells[1] === direction.value) &&
      words.every((word) => text.includes(word)),
  );
};

const ownerElement = (interfaceId) => {
  const owner = document.createElement('span');
  owner.className = 'owner';
  owner.textContent = interfaceId;
  return owner;
};

const rowElement = ({ cells }) => {
  const row = document.createElement('tr');
  cells.forEach((value, index) => {
    const cell = document.createElement('td');
    const [text, owner] = index === 2 || index === 3 ? value.split(' ') : [value];
    cell.textContent = typeof text === 'number' ? text.toLocaleString('en') : text;
    if (owner !== undefined) cell.append(ownerElement(owner));
    if (typeof value === 'number') cell.className = 'number';
    if (index === 2 || index === 3) cell.className = 'end';
    if (index === 0 && value !== '') cell.className = `state ${value}`;
    if (index === 9) cell.className = 'service';
    if (index === 10) cell.className = 'id';
    row.append(cell);
  });
  return row;
};

const draw = () => {
  const found = matching().sort(compare);
  body.replaceChildren(...found.slice(0, shown).map(rowElement));
  const visible = Math.min(shown, found.length);
  count.textContent = `${visible.toLocaleString('en')} of ${found.length.toLocaleString('en')} flows shown`;
  more.hidden = visible === found.length;
  for (const header of headers) {
    const isSorted = Number(header.dataset.column) === sorted.column;
    if (isSorted) header.setAttribute('aria-sort', sorted.ascending ? 'ascending' : 'descending');
    else header.removeAttribute('aria-sort');
  }
};

const restart = () => {
  shown = PAGE;
  draw();
};

for (const header of headers) {
  header.querySelector('button').addEventListener('click', () => {
    const column = Number(header.dataset.column);
    const isText = column < 5 || column > 7;
    sorted = { column, ascending: sorted.column === column ? !sorted.ascending : isText };
    restart();
  });
}
for (const control of [search, state, direction]) control.addEventListener('input', restart);
more.addEventListener('click', () => {
  shown += PAGE * 5;
  draw();
});
document.getElementById('flow-controls').hidden = false;
draw();
