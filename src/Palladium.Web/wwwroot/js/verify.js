// Verification of a transparency log in the browser: RFC 6962 hashing, C2SP signed-note, tlog-checkpoint, tlog-cosignature.
// Pure but for WebCrypto. Whatever does not parse or does not verify throws a Failed with words for a person.

export class Failed extends Error {}

const text = new TextEncoder();
const subtle = () => {
  const found = globalThis.crypto?.subtle;
  if (!found) throw new Failed('This browser offers no cryptography on this address. Open the page over https or on the machine itself.');
  return found;
};

export function fromBase64(value) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value) || value.length % 4 !== 0) throw new Failed('A value is not base64.');
  return Uint8Array.from(atob(value), (c) => c.charCodeAt(0));
}

export const toHex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
const joined = (...parts) => {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { out.set(part, at); at += part.length; }
  return out;
};
const sha256 = async (bytes) => new Uint8Array(await subtle().digest('SHA-256', bytes));
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** RFC 6962, 2.1: the hash of a leaf, given its bytes or its exact text. */
export const leafHash = (leaf) => sha256(joined(Uint8Array.of(0), typeof leaf === 'string' ? text.encode(leaf) : leaf));
export const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

/**
 * Every step from a leaf's hash to the root (RFC 9162, 2.1.3.2), or a Failed when the path has not the length that index and
 * size demand. Sizes up to 2^53 - 1.
 */
export async function inclusionSteps(index, size, leaf, path) {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) throw new Failed('The entry is not within the signed tree.');
  let fn = BigInt(index);
  let sn = BigInt(size) - 1n;
  let hash = leaf;
  const steps = [];
  for (const sibling of path) {
    if (sn === 0n) throw new Failed('The proof is longer than the tree is high.');
    if (sibling.length !== 32) throw new Failed('A hash of the proof has not 32 bytes.');
    const left = (fn & 1n) === 1n || fn === sn;
    hash = left ? await nodeHash(sibling, hash) : await nodeHash(hash, sibling);
    steps.push({ sibling, siblingIs: left ? 'left' : 'right', hash });
    if (left) while ((fn & 1n) === 0n && fn !== 0n) { fn >>= 1n; sn >>= 1n; }
    fn >>= 1n;
    sn >>= 1n;
  }
  if (sn !== 0n) throw new Failed('The proof is too short for this tree.');
  return { steps, root: hash };
}

/** A signed note: the text that is signed and its signature lines. */
export function parseNote(note) {
  const at = note.lastIndexOf('\n\n');
  if (at < 0 || !note.endsWith('\n')) throw new Failed('The checkpoint is not a signed note.');
  const signatures = note.slice(at + 2, -1).split('\n').map((line) => {
    const match = /^— (\S+) (\S+)$/.exec(line);
    if (!match) throw new Failed('A signature line of the checkpoint can not be read.');
    const bytes = fromBase64(match[2]);
    if (bytes.length < 5) throw new Failed('A signature of the checkpoint is too short.');
    return { name: match[1], id: toHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
  });
  return { text: note.slice(0, at + 1), signatures };
}

/** A tlog-checkpoint's first three lines. */
export function parseCheckpoint(noteText) {
  const [origin, size, root] = noteText.split('\n');
  if (!origin || !/^(0|[1-9][0-9]*)$/.test(size ?? '') || !root) throw new Failed('The checkpoint lacks its origin, size or root.');
  const hash = fromBase64(root);
  if (hash.length !== 32) throw new Failed('The root of the checkpoint has not 32 bytes.');
  return { origin, size: Number(size), root: hash };
}

/** A verifier key, `name+id+base64(type, key)`; its id must be the one that name, type and key give. */
export async function parseVerifierKey(vkey) {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey);
  if (!match) throw new Failed('A verifier key can not be read.');
  const bytes = fromBase64(match[3]);
  if (bytes.length !== 33 || (bytes[0] !== 1 && bytes[0] !== 4)) throw new Failed('A verifier key is of a kind that is not known here.');
  const id = toHex((await sha256(joined(text.encode(`${match[1]}\n`), bytes))).subarray(0, 4));
  if (id !== match[2]) throw new Failed('A verifier key does not match its own id.');
  return { name: match[1], id, type: bytes[0], key: bytes.subarray(1) };
}

async function ed25519(key, signature, message) {
  let imported;
  try {
    imported = await subtle().importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
  } catch {
    throw new Failed('This browser can not verify Ed25519 signatures. A current Chromium, Firefox or Safari can.');
  }
  return subtle().verify({ name: 'Ed25519' }, imported, signature, message);
}

/** Whether the note carries a good signature of the log's own key. */
export async function signedBy(note, verifier) {
  if (verifier.type !== 1) throw new Failed('The key of the log is not a signing key.');
  const line = note.signatures.find((s) => s.name === verifier.name && s.id === verifier.id);
  return Boolean(line) && line.signature.length === 64 && ed25519(verifier.key, line.signature, text.encode(note.text));
}

/** The time of a good cosignature (cosignature/v1) in seconds since 1970; null when there is none of this key or it is bad. */
export async function cosignedBy(note, verifier) {
  const line = verifier.type === 4 && note.signatures.find((s) => s.name === verifier.name && s.id === verifier.id);
  if (!line || line.signature.length !== 72) return null;
  const time = new DataView(line.signature.buffer, line.signature.byteOffset, 8).getBigUint64(0);
  const good = await ed25519(verifier.key, line.signature.subarray(8), text.encode(`cosignature/v1\ntime ${time}\n${note.text}`));
  return good ? Number(time) : null;
}

/** Checks a proof, telling each step as it is computed; returns the cosigners, or throws a Failed. */
export async function checkEntry({ leaf, proof, logKey, cosigners, told = () => {} }) {
  let hash = await leafHash(leaf);
  await told({ words: 'The hash of this entry, computed from its own text', hash });
  const path = proof.path.map(fromBase64);
  const { steps, root } = await inclusionSteps(proof.index, proof.size, hash, path);
  for (const [i, step] of steps.entries()) {
    hash = step.hash;
    await told({ words: `Step ${i + 1} of ${steps.length}: with its neighbour on the ${step.siblingIs}`, hash });
  }
  const note = parseNote(proof.checkpoint);
  const head = parseCheckpoint(note.text);
  const verifier = await parseVerifierKey(logKey);
  if (head.origin !== verifier.name) throw new Failed(`The checkpoint is of the log ${head.origin}, not of ${verifier.name}.`);
  if (head.size !== proof.size) throw new Failed('The proof is for another size than the signed one.');
  if (!same(head.root, root)) throw new Failed('The computed root is not the signed one: this entry is not in that log, or was changed.');
  await told({ words: `The root of all ${head.size.toLocaleString('en')} entries: the computed one is the signed one`, hash: root });
  if (!await signedBy(note, verifier)) throw new Failed("The signature on the checkpoint is not that of the log's key.");
  await told({ words: `Signed by ${head.origin}`, hash: verifier.key });
  const found = [];
  for (const cosigner of cosigners) {
    let key;
    try { key = await parseVerifierKey(cosigner.key); } catch (error) { if (error instanceof Failed) continue; throw error; }
    const time = await cosignedBy(note, key);
    if (time !== null) {
      found.push({ name: cosigner.name, time });
      await told({ words: `Cosigned by ${cosigner.name}: it saw the same log`, hash: key.key });
    }
  }
  return { head, cosigners: found };
}
