import test from 'node:test';
import assert from 'node:assert/strict';
import { checkEntry, cosignedBy, Failed, inclusionSteps, leafHash, nodeHash, parseCheckpoint, parseNote, parseVerifierKey, signedBy, toHex } from '../wwwroot/js/verify.js';

const bytes = new TextEncoder();
const base64 = (data) => Buffer.from(data).toString('base64');
const concat = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));

// A tree and its proofs by the recursive definition of RFC 6962, 2.1, which shares no code with what is tested.
async function root(leaves) {
  if (leaves.length === 1) return leafHash(leaves[0]);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(await root(leaves.slice(0, k)), await root(leaves.slice(k)));
}

async function path(index, leaves) {
  if (leaves.length === 1) return [];
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return index < k
    ? [...await path(index, leaves.slice(0, k)), await root(leaves.slice(k))]
    : [...await path(index - k, leaves.slice(k)), await root(leaves.slice(0, k))];
}

async function signer(name, type) {
  const pair = await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify']);
  const key = concat([type], new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
  const id = new Uint8Array(await crypto.subtle.digest('SHA-256', concat(bytes.encode(`${name}\n`), key))).subarray(0, 4);
  const sign = async (text) => new Uint8Array(await crypto.subtle.sign({ name: 'Ed25519' }, pair.privateKey, bytes.encode(text)));
  return { vkey: `${name}+${toHex(id)}+${base64(key)}`, line: async (text) => `— ${name} ${base64(concat(id, await sign(text)))}\n`,
    cosign: async (text, time) => {
      const stamp = new Uint8Array(8);
      new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
      return `— ${name} ${base64(concat(id, stamp, await sign(`cosignature/v1\ntime ${time}\n${text}`)))}\n`;
    } };
}

const leaves = Array.from({ length: 13 }, (_, i) => `{"kind":"alert","n":${i}}`);

async function log() {
  const origin = 'city.palladium.invalid/police';
  const author = await signer(origin, 1);
  const witness = await signer('city.palladium.invalid/fire', 4);
  const text = `${origin}\n${leaves.length}\n${base64(await root(leaves))}\n`;
  const checkpoint = `${text}\n${await author.line(text)}${await witness.cosign(text, 1700000000)}`;
  const proof = async (index) => ({ index, size: leaves.length, path: (await path(index, leaves)).map(base64), checkpoint });
  return { author, witness, checkpoint, proof };
}

test('the empty leaf has the hash that RFC 6962 implies', async () => {
  assert.equal(toHex(await leafHash('')), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
});

test('every leaf of every tree up to seventeen leads to the root, and at no other index', async () => {
  for (let size = 1; size <= 17; size++) {
    const all = Array.from({ length: size }, (_, i) => `leaf ${i}`);
    const wanted = toHex(await root(all));
    for (let index = 0; index < size; index++) {
      const hashes = await path(index, all);
      const leaf = await leafHash(all[index]);
      assert.equal(toHex((await inclusionSteps(index, size, leaf, hashes)).root), wanted);
      for (let other = 0; other < size; other++) {
        if (other === index) continue;
        const found = await inclusionSteps(other, size, leaf, hashes).then(({ root: r }) => toHex(r), (error) => { assert.ok(error instanceof Failed); return null; });
        assert.notEqual(found, wanted);
      }
    }
  }
});

test('a proof that is too short or too long is refused', async () => {
  const leaf = await leafHash('leaf 0');
  await assert.rejects(inclusionSteps(0, 2, leaf, []), Failed);
  await assert.rejects(inclusionSteps(0, 1, leaf, [leaf]), Failed);
  await assert.rejects(inclusionSteps(3, 3, leaf, []), Failed);
});

test('a note that Go signed is accepted, and not with another word in it', async () => {
  const verifier = await parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
  const signed = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    + '\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
  assert.equal(await signedBy(parseNote(signed), verifier), true);
  assert.equal(await signedBy(parseNote(signed.replace('answer', 'cause')), verifier), false);
});

test('a verifier key whose id is not its own is refused', async () => {
  await assert.rejects(parseVerifierKey('PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'), Failed);
});

test('an entry is checked up to the author and the witness, step by step', async () => {
  const { author, witness, proof } = await log();
  const told = [];
  const result = await checkEntry({ leaf: leaves[5], proof: await proof(5), logKey: author.vkey, cosigners: [{ name: 'Fire', key: witness.vkey }], told: (step) => told.push(step.words) });
  assert.deepEqual(result.cosigners, [{ name: 'Fire', time: 1700000000 }]);
  assert.equal(told.length, 1 + (await path(5, leaves)).length + 3);
});

test('a changed entry, another key and a borrowed checkpoint are each refused', async () => {
  const { author, proof } = await log();
  const other = await log();
  const good = { leaf: leaves[5], proof: await proof(5), logKey: author.vkey, cosigners: [] };
  await assert.rejects(checkEntry({ ...good, leaf: leaves[5].replace('alert', 'alerT') }), /computed root/);
  await assert.rejects(checkEntry({ ...good, logKey: other.author.vkey }), /not that of the log's key/);
  await assert.rejects(checkEntry({ ...good, proof: { ...good.proof, size: 12 } }), Failed);
  await assert.rejects(checkEntry({ ...good, logKey: (await signer('city.palladium.invalid/port', 1)).vkey }), /of the log/);
});

test('a cosignature of another text or another key counts for nothing', async () => {
  const { checkpoint, witness } = await log();
  const other = await signer('city.palladium.invalid/fire', 4);
  assert.equal(await cosignedBy(parseNote(checkpoint), await parseVerifierKey(witness.vkey)), 1700000000);
  assert.equal(await cosignedBy(parseNote(checkpoint), await parseVerifierKey(other.vkey)), null);
  assert.equal(await cosignedBy(parseNote(checkpoint.replace('\n13\n', '\n14\n')), await parseVerifierKey(witness.vkey)), null);
});

test('text that is no checkpoint is refused with words', () => {
  assert.throws(() => parseNote('nothing'), Failed);
  assert.throws(() => parseCheckpoint('origin\n007\nAAAA\n'), Failed);
  assert.throws(() => parseNote('a\n\n— b !!!!\n'), Failed);
});
