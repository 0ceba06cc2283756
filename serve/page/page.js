'use strict';

// What the page is about: a table, and what was said of it last.
const kMostRows = 2000;  // that the page shows
const kWait = 40;        // milliseconds without a key before a question is put
const kSettled = 600;    // and before it is searched for anew
const state = {names: [], rows: [], column: 1, domain: '', answer: null, row: 0, tab: 'inkling'};
const client = crypto.randomUUID();
let about = {domains: []};
let asking = null;  // what ends the question that is out
let timer = 0;
let settling = 0;          // until the search is made anew

const $ = id => document.getElementById(id);

// An element; what comes from outside is text, never markup.
function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && name !== 'list') made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const percent = share => Math.min(99, Math.max(1, Math.floor(100 * share + 1e-9))) + ' %';
const shown = text => text === null ? 'no value' : text === '' ? '(empty)' : text;
const nameOf = column => state.names[column] || 'column ' + (column + 1);
const plural = (count, noun) => count + ' ' + noun + (count === 1 ? '' : 's');
const inputsOf = row => state.rows[row].filter((_, column) => column !== state.column);

async function call(path, body, signal) {
  const response = await fetch('api/' + path, body === undefined ? {signal} : {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body), signal});
  if (response.status === 503) {
    await new Promise(done => setTimeout(done, 1000 * (Number(response.headers.get('Retry-After')) || 1)));
    if (signal && signal.aborted) throw new DOMException('', 'AbortError');
    return call(path, body, signal);
  }
  return response.json();
}

// ---- The table

function blankRow() {
  return state.names.map(() => '');
}

function setTable(names, rows, column, domain = '') {
  const columns = Math.max(2, names.length, ...rows.map(row => row.length));
  const tooMany = rows.length > kMostRows;
  state.names = Array.from({length: columns}, (_, i) => names[i] || '');
  state.rows = rows.slice(0, kMostRows).map(row => Array.from({length: columns}, (_, i) => row[i] || ''));
  state.column = column === undefined ? columns - 1 : column;
  state.domain = domain;
  state.row = Math.max(0, state.rows.findIndex(row => row[state.column] === ''));
  $('domain').value = domain;
  $('named').checked = state.names.some(name => name !== '');
  state.answer = null;
  drawGrid();
  showAnswer();
  changed(0);
  if (tooMany) say('These are the first ' + kMostRows + ' rows; `inkling fill` takes whole files.', true);
}

function drawGrid() {
  const head = el('tr', {}, el('th', {className: 'number', scope: 'col'}, el('span', {className: 'hidden'}, 'row')));
  state.names.forEach((name, column) => {
    const wanted = column === state.column;
    const box = el('input', {className: 'name', value: name, 'aria-label': 'name of column ' + (column + 1),
      placeholder: 'column ' + (column + 1), spellcheck: false, autocomplete: 'off'});
    box.addEventListener('input', () => { state.names[column] = box.value; labelCells(); changed(); });
    box.addEventListener('paste', event => pasted(event, -1, column));
    const choose = el('input', {type: 'radio', name: 'column', checked: wanted});
    choose.addEventListener('change', () => { state.column = column; drawGrid(); changed(0); });
    const tools = el('div', {className: 'head'}, el('label', {}, choose, wanted ? 'filled' : 'fill'));
    if (state.names.length > 2) {
      const remove = el('button', {type: 'button', 'aria-label': 'remove ' + nameOf(column)}, '\u00d7');
      remove.addEventListener('click', () => removeColumn(column));
      tools.append(remove);
    }
    head.append(el('th', {scope: 'col', className: wanted ? 'wanted' : ''}, box, tools));
  });
  $('grid').tHead.replaceChildren(head);
  $('grid').tBodies[0].replaceChildren(...state.rows.map((_, row) => drawRow(row)));
  lastRow();
}

function drawRow(row) {
  const line = el('tr', {}, el('th', {className: 'number', scope: 'row'}, String(row + 1)));
  state.names.forEach((_, column) => {
    const wanted = column === state.column;
    const box = el('input', {value: state.rows[row][column], 'aria-label': nameOf(column) + ', row ' + (row + 1),
      spellcheck: false, autocomplete: 'off'});
    box.addEventListener('input', () => {
      state.rows[row][column] = box.value;
      lastRow();
      drawGuess(row);
      changed();
    });
    box.addEventListener('focus', () => { state.row = row; drawWhy(); });
    box.addEventListener('keydown', event => moved(event, row, column));
    box.addEventListener('paste', event => pasted(event, row, column));
    const cell = el('div', {className: 'cell'}, box);
    line.append(el('td', {className: wanted ? 'wanted' : ''}, cell));
  });
  return line;
}

// There is always an empty row to go on in.
function lastRow() {
  if (state.rows.length >= kMostRows) return;
  if (state.rows.length && state.rows.at(-1).every(cell => cell === '')) return;
  state.rows.push(blankRow());
  $('grid').tBodies[0].append(drawRow(state.rows.length - 1));
}

function boxAt(row, column) {
  const line = $('grid').tBodies[0].rows[row];
  return line && line.cells[column + 1] && line.cells[column + 1].querySelector('input');
}

function labelCells() {
  state.rows.forEach((_, row) => state.names.forEach((_, column) =>
    boxAt(row, column).setAttribute('aria-label', nameOf(column) + ', row ' + (row + 1))));
}

function focusCell(row, column) {
  const box = boxAt(row, column);
  if (!box) return false;
  box.focus();
  box.select();
  return true;
}

function moved(event, row, column) {
  const box = event.target;
  const go = {ArrowUp: -1, ArrowDown: 1, Enter: event.shiftKey ? -1 : 1}[event.key];
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    if (column === state.column) accept(row);
    event.preventDefault();
  } else if (go !== undefined && !event.isComposing && focusCell(row + go, column)) {
    event.preventDefault();
  } else if (event.key === 'ArrowLeft' && box.selectionEnd === 0 && focusCell(row, column - 1)) {
    event.preventDefault();
  } else if (event.key === 'ArrowRight' && box.selectionStart === box.value.length && focusCell(row, column + 1)) {
    event.preventDefault();
  }
}

function removeColumn(column) {
  state.names.splice(column, 1);
  state.rows.forEach(row => row.splice(column, 1));
  if (state.column >= column && state.column > 0) state.column -= 1;
  drawGrid();
  changed(0);
  focusCell(0, Math.min(column, state.names.length - 1));
}

// A cell's text goes in as it is; what has several cells is read as a table.
async function pasted(event, row, column) {
  const text = event.clipboardData.getData('text/plain');
  if (!/[\t\n]/.test(text.replace(/\s+$/, ''))) return;
  event.preventDefault();
  const table = await readTable(text, '');
  if (table.error) { say(table.error.message, true); return; }
  const whole = row < 1 && column === 0;
  if (whole) { setTable(table.names || [], table.rows); focusCell(0, 0); return; }
  const rows = table.names ? [table.names, ...table.rows] : table.rows;
  rows.forEach((cells, down) => {
    const at = Math.max(0, row) + down;
    if (at >= kMostRows) return;
    while (state.rows.length <= at) state.rows.push(blankRow());
    cells.forEach((cell, right) => { if (column + right < state.names.length) state.rows[at][column + right] = cell; });
  });
  drawGrid();
  focusCell(Math.max(0, row), column);
  changed(0);
}

async function readTable(text, firstRow) {
  const table = await call('read', {text});
  if (table.error) return table;
  if (table.unknown && table.rows.length > 1) table.names = table.rows.shift();  // as `inkling fill` takes it
  if (firstRow === 'names' && !table.names && table.rows.length) table.names = table.rows.shift();
  if (firstRow === 'data' && table.names) { table.rows.unshift(table.names); table.names = null; }
  return table;
}

// ---- Questions and answers

function say(text, bad = false) {
  $('status').textContent = text;
  $('status').classList.toggle('bad', bad);
}

function changed(wait = kWait) {
  clearTimeout(timer);
  clearTimeout(settling);
  timer = setTimeout(ask, wait, true);
}

// With `reuse` what was found for the same examples answers at once; when no key follows, the search is made anew.
async function ask(reuse) {
  if (asking) asking.abort();
  asking = null;
  let count = state.rows.length;
  while (count > 0 && state.rows[count - 1].every(cell => cell.trim() === '')) --count;
  const rows = state.rows.slice(0, count);
  if (!rows.some(row => row[state.column].trim() !== '')) {
    state.answer = null;
    showAnswer();
    say('Fill in ' + nameOf(state.column) + ' in two or three rows.');
    return;
  }
  const mine = asking = new AbortController();
  const started = performance.now();
  const slow = setTimeout(() => say('searching ..'), 300);
  try {
    const answer = await call('table', {rows, names: state.names, column: state.column, domain: state.domain, client, reuse},
      mine.signal);
    if (mine !== asking) return;
    asking = null;
    state.answer = answer;
    showAnswer();
    sayAnswer(answer, performance.now() - started);
    if (answer.reused) settling = setTimeout(ask, kSettled, false);
  } catch (fault) {
    if (mine === asking && fault.name !== 'AbortError') say('inkling does not answer: is it still running?', true);
  } finally {
    clearTimeout(slow);
  }
}

function sayAnswer(answer, time) {
  $('status').dataset.ms = Math.round(time);
  if (answer.error) { say(answer.error.message + (answer.error.notes.length ? ' (' + answer.error.notes.join('; ') + ')' : ''), true); return; }
  const unreadable = answer.unreadable[0];
  if (unreadable) {
    say('Left out: ' + unreadable.message + ' (' + unreadable.notes.join('; ') + ')'
      + (answer.unreadable.length > 1 ? ', and ' + plural(answer.unreadable.length - 1, 'other row') : ''), true);
    return;
  }
  if (!answer.fits) {
    const rows = answer.fails.map(row => row + 1);
    say(answer.program
      ? 'No program was found that fits all rows. The best one does not fit ' + (rows.length === 1 ? 'row ' : 'rows ') + rows.slice(0, 5).join(', ') + (rows.length > 5 ? ' ..' : '') + '.'
      : 'No program was found.', true);
    return;
  }
  const unsure = answer.cells.filter(cell => cell.sure === false).length;
  say(plural(answer.cells.length, 'prediction') + (unsure ? ', ' + unsure + ' not sure' : '') + ' \u00b7 ' + Math.round(time) + ' ms');
}

const cellOf = row => state.answer && !state.answer.error ? state.answer.byRow.get(row) : undefined;

function showAnswer() {
  const answer = state.answer;
  if (answer && !answer.error) {
    answer.byRow = new Map(answer.cells.map(cell => [cell.row, cell]));
    answer.originsByRow = new Map(answer.origins.map(it => [it.row, it.origins]));
  }
  state.rows.forEach((_, row) => drawGuess(row));
  const good = answer && !answer.error;
  drawAsk(good ? answer.ask : null);
  drawNotes(good ? answer.warnings : []);
  drawProgram(good ? answer : null);
  drawWhy();
  drawReadings(good ? answer.readings : []);
  drawWorlds(good ? answer.worlds : null);
  drawSolvers(good ? answer.question.answers : []);
}

function drawGuess(row) {
  const box = boxAt(row, state.column);
  if (!box) return;
  const room = box.parentElement;
  const cell = box.value.trim() === '' ? cellOf(row) : undefined;
  const good = state.answer && !state.answer.error;
  const fails = Boolean(good && (state.answer.fails.includes(row) || state.answer.unreadable.some(it => it.row === row)));
  room.classList.toggle('fails', fails);
  if (fails) box.setAttribute('aria-invalid', 'true'); else box.removeAttribute('aria-invalid');
  let guess = room.querySelector('.guess');
  if (!cell) {
    if (guess) guess.remove();
    box.removeAttribute('aria-describedby');
    return;
  }
  if (!guess) {
    guess = el('button', {type: 'button', id: 'guess-' + row});
    guess.addEventListener('click', () => accept(row));
    room.append(guess);
  }
  const sure = cell.confidence === null ? '' : percent(cell.confidence);
  guess.className = 'guess' + (cell.text === null ? ' none' : cell.sure === false ? ' unsure' : '');
  guess.replaceChildren(el('span', {className: 'said'}, shown(cell.text)),
    ...(cell.text === null ? [] : [el('small', {}, (cell.sure === false ? '? ' : '') + (sure || 'accept'))]));
  const others = cell.others.map(it => shown(it.text)).join(', or ');
  guess.title = cell.text === null ? 'the program has no value here' : 'accept ' + shown(cell.text) + (others ? ' (or ' + others + ')' : '');
  guess.setAttribute('aria-label', 'prediction ' + shown(cell.text) + (sure ? ', ' + sure + (cell.sure === false ? ', not sure' : '') : '') + '; accept it');
  box.setAttribute('aria-describedby', 'guess-' + row);
}

function accept(row) {
  const cell = cellOf(row);
  const box = boxAt(row, state.column);
  if (!cell || cell.text === null || !box || box.value.trim() !== '') return;
  state.rows[row][state.column] = box.value = cell.text;
  lastRow();
  drawGuess(row);
  changed(0);
  box.focus();
}

function goTo(question) {
  let row = question.row;
  if (row === null) {
    row = state.rows.findIndex(it => it.every(cell => cell === ''));
    if (row < 0) return;
    let next = 0;
    state.rows[row] = state.names.map((_, column) => column === state.column ? '' : question.inputs[next++]);
    drawGrid();
    changed(0);
  }
  focusCell(row, state.column);
}

function drawAsk(question) {
  $('ask').hidden = !question;
  if (!question) return;
  const of = el('strong', {}, question.inputs.join(', '));
  $('ask').querySelector('p').replaceChildren('What is \u2018' + nameOf(state.column) + '\u2019 for ', of, '? That would settle most.');
  $('ask').querySelector('button').onclick = () => goTo(question);
}

function drawNotes(notes) {
  $('notes').hidden = !notes.length;
  $('notes').querySelector('ul').replaceChildren(...notes.map(note => el('li', {}, note)));
}

function drawProgram(answer) {
  const program = answer && answer.program;
  $('program').hidden = !program;
  if (!program) return;
  $('program').querySelector('h2').textContent = answer.fits ? 'Program' : 'The nearest program (fits ' + program.fits + ' of ' + answer.examples + ')';
  $('program').querySelector('.words').textContent = program.words;
  const tabs = [{target: 'inkling', code: program.text, why: null, summary: ''}, ...answer.code];
  if (!tabs.some(it => it.target === state.tab)) state.tab = 'inkling';
  const choose = target => { state.tab = target; drawProgram(answer); $('tab-' + target).focus(); };
  $('program').querySelector('[role=tablist]').replaceChildren(...tabs.map((it, i) => {
    const here = it.target === state.tab;
    const tab = el('button', {type: 'button', role: 'tab', id: 'tab-' + it.target, 'aria-selected': String(here), 'aria-controls': 'code',
      tabIndex: here ? 0 : -1}, {inkling: 'inkling', python: 'Python', sql: 'SQL', excel: 'Excel'}[it.target] || it.target);
    tab.addEventListener('click', () => choose(it.target));
    tab.addEventListener('keydown', event => {
      const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
      if (step) { event.preventDefault(); choose(tabs[(i + step + tabs.length) % tabs.length].target); }
    });
    return tab;
  }));
  const here = tabs.find(it => it.target === state.tab);
  $('code').setAttribute('aria-labelledby', 'tab-' + here.target);
  $('code').querySelector('pre').textContent = here.code === null ? '' : here.code.trimEnd();
  $('code').querySelector('p').textContent = here.code === null ? here.why : here.why ? here.why + '; this one fits all rows, too: ' + here.program : here.summary;
  $('copy').hidden = here.code === null;
  $('copy').onclick = async () => {
    await navigator.clipboard.writeText(here.code);
    $('copy').textContent = 'Copied';
    setTimeout(() => { $('copy').textContent = 'Copy'; }, 1200);
  };
}

// Characters with the number of the piece that they belong to, as runs of the same number.
function runs(text, numbers) {
  const parts = [];
  Array.from(text).forEach((character, i) => {
    const number = numbers[i] || 0;
    if (parts.length && parts.at(-1).number === number) parts.at(-1).text += character;
    else parts.push({number, text: character});
  });
  return parts.map(part => part.number
    ? el('mark', {className: 'm' + ((part.number - 1) % 6 + 1)}, part.text, el('sub', {}, String(part.number)))
    : el('span', {className: 'plain'}, part.text));
}

function drawWhy() {
  [...$('grid').tBodies[0].rows].forEach((line, row) => line.classList.toggle('here', row === state.row));
  const good = state.answer && !state.answer.error;
  let row = state.row;
  let origins = good ? state.answer.originsByRow.get(row) : undefined;
  if (good && !origins && state.answer.origins.length) ({row, origins} = state.answer.origins.at(-1));
  $('why').hidden = !origins || !origins.pieces.length;
  if ($('why').hidden) return;
  $('why').querySelector('h2').textContent = 'Where it comes from: row ' + (row + 1);
  const marks = origins.inputs.map(() => []);
  const output = [];
  let number = 0;
  for (const piece of origins.pieces) {
    if (piece.kind === 'constant') continue;
    ++number;
    for (let i = piece.begin; i < piece.end; ++i) output[i] = number;
    for (const from of piece.sources)
      for (let i = from.begin; i < from.end; ++i) marks[from.input][i] = marks[from.input][i] || number;
  }
  const columns = state.names.map((_, column) => column).filter(column => column !== state.column);
  const text = value => typeof value === 'string' ? value : JSON.stringify(value);
  const lines = origins.inputs.flatMap((input, i) =>
    [el('span', {className: 'label'}, nameOf(columns[i])), el('span', {}, ...runs(text(input), marks[i]))]);
  lines.push(el('span', {className: 'label'}, nameOf(state.column)), el('span', {}, ...runs(text(origins.output), output)));
  $('why').querySelector('.pieces').replaceChildren(...lines);
}

function drawReadings(readings) {
  $('readings').hidden = !readings.length;
  const sorted = [...readings].sort((a, b) => (b.confidence || 0) - (a.confidence || 0));
  $('readings').querySelector('ul').replaceChildren(...sorted.map(it => {
    const differ = it.cells.slice(0, 3).map(cell => 'row ' + (cell.row + 1) + ': ' + shown(cell.text)).join(', ');
    return el('li', {}, (it.confidence === null ? '' : percent(it.confidence) + ' \u00b7 '), el('strong', {}, differ),
      el('br'), el('code', {}, it.program), el('br'), el('span', {className: 'dim'}, it.words));
  }));
}

function drawWorlds(worlds) {
  $('worlds').hidden = !worlds;
  if (!worlds) return;
  const side = (title, it) => el('div', {}, el('h3', {}, title + ' (' + it.solver + ')'), el('p', {}, el('code', {}, it.text)),
    el('p', {className: 'words dim'}, it.words),
    el('ul', {}, ...it.cells.slice(0, 5).map(cell => el('li', {}, 'row ' + (cell.row + 1) + ': ', el('code', {}, shown(cell.text))))));
  $('worlds').querySelector('.pair').replaceChildren(side('Readable', worlds.symbolic), side('Learned', worlds.latent));
  $('worlds').querySelector('.verdict').textContent = 'They ' + worlds.verdict + '.';
  $('worlds').querySelector('.differ').replaceChildren(...worlds.differ.slice(0, 3).map(it => {
    const button = el('button', {type: 'button'}, 'Answer it');
    button.addEventListener('click', () => goTo({row: null, inputs: it.inputs}));
    return el('li', {}, el('code', {}, it.inputs.join(', ')), ' gives ', el('code', {}, shown(it.symbolic)), ' and ', el('code', {}, shown(it.latent)), ' ', button);
  }));
}

function drawSolvers(answers) {
  $('solvers').hidden = !answers.length;
  $('solvers').querySelector('tbody').replaceChildren(...answers.map(it => el('tr', {}, el('th', {scope: 'row'}, it.solver),
    ...[it.fits + '/' + it.examples, it.confidence === null ? '-' : percent(it.confidence), it.bits === null ? '-' : it.bits.toFixed(1),
      it.seconds === undefined ? '-' : (1000 * it.seconds).toFixed(it.seconds < 0.01 ? 1 : 0) + ' ms'].map(cell => el('td', {}, cell)))));
}

// ---- Tools

function csvOf() {
  const quoted = cell => /[",\n\r]/.test(cell) ? '"' + cell.replaceAll('"', '""') + '"' : cell;
  const line = cells => cells.map(quoted).join(',') + '\n';
  let text = state.names.some(name => name !== '') ? line(state.names) : '';
  state.rows.forEach((row, number) => {
    if (row.every(cell => cell === '')) return;
    const cell = row[state.column].trim() === '' ? cellOf(number) : undefined;
    const take = cell && cell.text !== null && (cell.sure === true || $('all').checked);
    text += line(row.map((it, column) => column === state.column && take ? cell.text : it));
  });
  return text;
}

function download() {
  const address = URL.createObjectURL(new Blob([csvOf()], {type: 'text/csv'}));
  el('a', {href: address, download: 'filled.csv'}).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

const kExamples = {
  'Initials': {names: ['name', 'initials'], rows: [['ada lovelace', 'A.L.'], ['grace hopper', 'G.H.'], ['alan turing', ''], ['dorothy crowfoot hodgkin', ''], ['kurt goedel', '']]},
  'Dates': {names: ['date', 'written'], rows: [['2024-03-17', '17.03.2024'], ['1999-12-31', '31.12.1999'], ['2001-07-04', ''], ['1987-10-19', '']]},
  'Addresses': {names: ['first', 'last', 'address'], rows: [['Ada', 'Lovelace', 'ada.lovelace@example.org'], ['Grace', 'Hopper', 'grace.hopper@example.org'], ['Alan', 'Turing', ''], ['Kurt', 'Goedel', '']]},
  'Telephone numbers': {names: ['number', 'dialled'], rows: [['(020) 7946-0018', '02079460018'], ['(0161) 496-0753', '01614960753'], ['(029) 2018-0127', '']]},
};

function sampleOf(domain) {
  const columns = domain.samples[0].inputs.length;
  const names = [...Array(columns).keys()].map(i => columns === 1 ? 'input' : 'x' + i).concat('output');
  // A row to predict: the inputs of the last one, lists the other way round.
  const turned = text => { try { const list = JSON.parse(text); return Array.isArray(list) ? JSON.stringify(list.reverse()) : text; } catch { return text; } };
  const rows = domain.samples.map(it => [...it.inputs, it.output]);
  setTable(names, [...rows, [...domain.samples.at(-1).inputs.map(turned), '']], undefined, domain.id);
}

function chooseExample() {
  const chosen = $('example').value;
  $('example').value = '';
  const domain = about.domains.find(it => 'domain ' + it.id === chosen);
  if (domain) sampleOf(domain);
  else if (kExamples[chosen]) setTable(kExamples[chosen].names, kExamples[chosen].rows);
}

async function start() {
  for (const name of Object.keys(kExamples)) $('example').append(el('option', {value: name}, name));
  $('example').addEventListener('change', chooseExample);
  $('domain').addEventListener('change', () => { state.domain = $('domain').value; changed(0); });
  $('open').addEventListener('click', () => { $('paste-fault').textContent = ''; $('paste').showModal(); $('text').focus(); });
  $('file').addEventListener('change', async () => { if ($('file').files[0]) $('text').value = await $('file').files[0].text(); });
  $('use').addEventListener('click', async () => {
    const table = await readTable($('text').value, $('first-row').value);
    const fault = table.error ? table.error.message : !table.rows.length ? 'there is no row' : '';
    $('paste-fault').textContent = fault;
    if (fault) return;
    $('paste').close();
    setTable(table.names || [], table.rows);
    focusCell(0, 0);
  });
  $('add').addEventListener('click', () => {
    state.names.splice(state.column, 0, '');
    state.rows.forEach(row => row.splice(state.column, 0, ''));
    state.column += 1;
    drawGrid();
    changed(0);
    focusCell(0, state.column - 1);
  });
  $('named').addEventListener('change', () => {
    const names = $('named').checked ? state.rows[0] : [];
    const rows = $('named').checked ? state.rows.slice(1) : [state.names, ...state.rows];
    setTable(names, rows, state.column, state.domain);
  });
  $('clear').addEventListener('click', () => { setTable(['', ''], [], 1); focusCell(0, 0); });
  $('download').addEventListener('click', download);
  setTable(kExamples.Initials.names, kExamples.Initials.rows);
  about = await call('about');
  for (const domain of about.domains) {
    if (!domain.text) $('domain').append(el('option', {value: domain.id}, 'values: ' + domain.title));
    if (!domain.text && domain.samples.length) $('example').append(el('option', {value: 'domain ' + domain.id}, domain.title));
  }
  $('domain').value = state.domain;
}

start();
