// Pages of accounts: a form with data-act="METHOD /path" sends its fields as JSON. A field "a.b" becomes b within a; data-list
// makes a list of the lines or words of a text; an empty field is left out. The node may ask for the passkey again.
import { obstacle, register, send, show, withProof, words } from './passkeys.js';

/** The fields of a form as the node reads them. */
export function bodyOf(form) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.type === 'submit') continue;
    const path = field.name.split('.');
    const last = path.pop();
    const at = path.reduce((object, name) => (object[name] ??= {}), body);
    if (field.type === 'checkbox') at[last] = field.checked;
    else if (field.dataset.list) at[last] = field.value.split(field.dataset.list === 'lines' ? /\n/ : /[\s,]+/).map((word) => word.trim()).filter(Boolean);
    else if (field.value === '') continue;
    else if (field.type === 'number') at[last] = Number(field.value);
    else if (field.type === 'date') at[last] = `${field.value}T00:00:00Z`;
    else at[last] = field.value;
  }
  return body;
}

async function act(form) {
  if (form.dataset.act === 'passkey') {
    await withProof(() => register(form.elements.name.value));
    return null;
  }
  const [method, path] = form.dataset.act.split(' ');
  if (method === 'approve') {
    await show(path);
    return null;
  }
  const hasFields = [...form.elements].some((field) => field.name);
  return withProof(() => send(method, path, hasFields ? bodyOf(form) : undefined));
}

export function mount(element) {
  for (const form of element.querySelectorAll('form[data-act=passkey]')) {
    const reason = obstacle();
    if (reason) {
      form.querySelector('button').disabled = true;
      form.querySelector('[role=status]').textContent = reason;
    }
  }
  element.addEventListener('submit', async (event) => {
    const form = event.target.closest('form[data-act]');
    if (!form) return;
    event.preventDefault();
    if (form.dataset.confirm && !confirm(form.dataset.confirm)) return;
    const say = form.querySelector('[role=status]') ?? element.querySelector(':scope > [role=status]');
    say.textContent = '';
    try {
      const answer = await act(form);
      if (answer?.secret) showSecret(form, answer);
      else location.reload();
    } catch (error) {
      say.textContent = words(error);
    }
  });
  element.dataset.ready = '';
}

// Shown once: the page is not loaded again until the person has taken it.
function showSecret(form, { secret, opens, expires }) {
  const box = document.createElement('div');
  box.className = 'notice good';
  box.role = 'alert';
  const code = document.createElement('code');
  code.textContent = secret;
  code.style.overflowWrap = 'anywhere';
  const text = document.createElement('span');
  text.textContent = `Shown once, keep it now. ${opens ? `Counts from ${new Date(opens).toLocaleString()}, or once a second administrator confirms it. ` : ''}Ends ${new Date(expires).toLocaleString()}.`;
  box.append(code, text);
  form.append(box);
}
