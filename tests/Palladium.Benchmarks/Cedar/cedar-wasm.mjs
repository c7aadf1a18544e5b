// Cedar's own engine decides the requests of a file: policies read beforehand, the entities given with each call, as its interface wants it.
// Prints how many it decided in a second and what it decided.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const cedar = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs');
const { policies, entities, requests, seconds } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const read = cedar.preparsePolicySet('policies', { staticPolicies: policies });
if (read.type !== 'success') {
  throw new Error(JSON.stringify(read));
}

function decide(request) {
  const answer = cedar.statefulIsAuthorized({ ...request, preparsedPolicySetId: 'policies', entities });
  if (answer.type !== 'success') {
    throw new Error(JSON.stringify(answer));
  }

  return answer.response;
}

const decisions = requests.map(request => {
  const { decision, diagnostics } = decide(request);
  return `${decision} ${diagnostics.reason.sort().join(' ')} ${diagnostics.errors.map(e => e.policyId).sort().join(' ')}`;
});

const times = [];
const start = performance.now();
let now = start;
for (let i = 0; now - start < seconds * 1000; i++) {
  decide(requests[i % requests.length]);
  const then = now;
  now = performance.now();
  times.push(now - then);
}

times.sort((a, b) => a - b);
console.log(JSON.stringify({ perSecond: times.length / ((now - start) / 1000), medianMicroseconds: times[times.length >> 1] * 1000, decisions }));
