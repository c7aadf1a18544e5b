// The sign-in page: a button that asks the browser for a passkey.
import { obstacle, signIn, words } from './passkeys.js';

export function mount(element) {
  const button = element.querySelector('button');
  const say = element.querySelector('[role=status]');
  const reason = obstacle();
  if (reason) {
    button.disabled = true;
    say.textContent = reason;
    return;
  }
  button.addEventListener('click', async () => {
    say.textContent = '';
    try {
      await signIn();
      location.assign(element.dataset.returnTo);
    } catch (error) {
      say.textContent = words(error);
    }
  });
}
