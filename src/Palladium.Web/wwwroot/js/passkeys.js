// Passkeys: asks the node for options, the browser for an answer, and sends it back.
// Browsers have passkeys only where the address is https:// or http://localhost, never at a bare number.

/** Why this page can't use passkeys, in words; null when it can. */
export function obstacle() {
  if (/^[\d.]+$|^\[/.test(location.hostname)) return 'Passkeys belong to a name, not to a number: open this node by its name (on this machine: localhost) and sign in there.';
  if (!globalThis.isSecureContext) return 'Browsers use passkeys only over https, or on localhost.';
  if (!globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON) return 'This browser is too old for passkeys.';
  return null;
}

/** Sends JSON to the node; throws an Error with the node's own words, its rule in `rule`. */
export async function send(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const json = text ? JSON.parse(text) : null;
  if (!answer.ok) throw Object.assign(new Error(json?.detail ?? json?.message ?? `The node answered with status ${answer.status}.`), { rule: json?.rule });
  return json;
}

/** Answers what the node asks of a passkey at a path. */
export async function show(path) {
  const { ceremony, options } = await send('POST', `${path}/options`);
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  await send('POST', path, { ceremony, credential: credential.toJSON() });
}

/** Signs in with a passkey that the browser offers. */
export const signIn = () => show('/api/v1/session/passkey');

/** Shows the passkey again, for a sensitive act. */
export const prove = () => show('/api/v1/session/proof');

/** Adds a passkey to the account. */
export async function register(name) {
  const { ceremony, options } = await send('POST', '/api/v1/account/passkeys/options');
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  await send('POST', '/api/v1/account/passkeys', { ceremony, credential: credential.toJSON(), name });
}

/** Does something; when the node asks for the passkey again, shows it and does it once more. */
export async function withProof(act) {
  try {
    return await act();
  } catch (refused) {
    if (refused.rule !== 'session.proof-needed') throw refused;
    await prove();
    return await act();
  }
}

/** What went wrong, in words for the person. */
export function words(error) {
  return error.name === 'NotAllowedError' ? 'The browser was not given a passkey. Try again, and answer what it asks.' : error.message;
}
