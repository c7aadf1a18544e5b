// "Check it" on the page of an entry: fetches the proof, the checkpoint and the keys, and draws each step as it is computed.
import { checkEntry, Failed, toHex } from './verify.js';

const fetched = async (path) => {
  const answer = await fetch(path, { headers: { accept: 'application/json' } });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => null);
    throw new Failed(problem?.message ?? `The node did not hand out what is needed (status ${answer.status}).`);
  }
  return answer.json();
};

export function mount(element) {
  const list = element.querySelector('.path');
  const verdict = element.querySelector('[data-verdict]');
  const button = element.querySelector('[data-check]');
  const step = (words, hash, state) => {
    const row = document.createElement('li');
    row.className = state;
    const box = document.createElement('div');
    box.textContent = words;
    if (hash) {
      const code = document.createElement('code');
      code.textContent = toHex(hash);
      code.title = code.textContent;
      box.append(code);
    }
    row.append(box);
    list.append(row);
  };
  const say = (good, title, words) => {
    const box = document.createElement('div');
    box.className = `notice ${good ? 'good' : 'bad'}`;
    const head = document.createElement('b'); head.textContent = title;
    const body = document.createElement('span'); body.textContent = words;
    box.append(head, body);
    verdict.replaceChildren(box);
  };

  button.addEventListener('click', async () => {
    button.disabled = true;
    list.replaceChildren();
    verdict.replaceChildren();
    const member = element.dataset.member;
    try {
      const query = `index=${element.dataset.index}&member=${encodeURIComponent(member)}`;
      const [proof, network] = await Promise.all([fetched(`/public/log/proof?${query}`), fetched('/public/network')]);
      const author = network.members.find((one) => one.id === member);
      if (!author) throw new Failed('The charter names no such member.');
      if (proof.index !== Number(element.dataset.index)) throw new Failed('The node sent the proof of another entry.');
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      const result = await checkEntry({
        leaf: document.getElementById('leaf').textContent, proof, logKey: author.logKey,
        cosigners: network.members.filter((one) => one.id !== member).map((one) => ({ name: one.name, key: one.cosignKey })),
        told: async ({ words, hash }) => { step(words, hash, 'done'); if (!still) await new Promise((go) => setTimeout(go, 60)); },
      });
      list.lastElementChild?.classList.add('final');
      say(true, 'This entry is in the signed log.', result.cosigners.length > 0
        ? `${author.name} signed it, and ${result.cosigners.length === 1 ? 'one other member' : `${result.cosigners.length} other members`} saw the same log: ${result.cosigners.map((one) => one.name).join(', ')}.`
        : `${author.name} signed it. No other member has cosigned this checkpoint yet, so a second version of the log is not excluded.`);
    } catch (error) {
      if (!(error instanceof Failed) && !(error instanceof TypeError)) throw error;
      const words = error instanceof Failed ? error.message : 'The node could not be reached. Try again when it is back.';
      step(words, null, 'failed');
      say(false, 'This could not be confirmed.', words);
    } finally {
      button.disabled = false;
    }
  });
}
