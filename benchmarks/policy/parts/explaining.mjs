// Owns: the cost of explanations, and that a decision does not pay for them: a denial with 1,000 Allow statements that almost applied must not
// allocate more than with 10, although an explanation would look at all of them. Run by run.mjs in a separate process; prints JSON.
import { accessDeniedMessage, authorize, explainDecision, nearMisses } from '../../../packages/policy/dist/index.js'
import { questionsOf } from '../engines/daypass.mjs'
import { bytesPerCall } from '../measuring/allocation.mjs'
import { measure } from '../measuring/rounds.mjs'
import { s3Scenario } from '../scenarios/s3.mjs'
import { kinds } from '../scenarios/unindexable.mjs'
import { questionBesides } from './unindexable-statements.mjs'

/** @typedef {import('../../../packages/policy/dist/index.js').AuthorizationRequest} AuthorizationRequest */

/** A denial: no statement allows it, `size` statements almost do. @param {number} size @returns {AuthorizationRequest} */
function denied(size) {
  const kind = /** @type {import('../scenarios/unindexable.mjs').Kind} */ (kinds[0])
  return { ...questionBesides(kind, size), action: 's3:PutObject' }
}

const small = denied(10)
const large = denied(1000)
const layered = /** @type {AuthorizationRequest} */ (questionsOf(s3Scenario(100), 'all')[6])
for (const question of [small, large, layered]) {
  if (authorize(question).outcome !== 'implicitDeny') throw new Error('meant to be denied')
}

const ways = /** @type {[string, (question: AuthorizationRequest) => unknown][]} */ ([
  ['authorize', authorize],
  ['authorize + accessDeniedMessage', (question) => accessDeniedMessage(question, authorize(question))],
  ['authorize + nearMisses', (question) => nearMisses(question, authorize(question))],
  ['authorize + explainDecision', (question) => explainDecision(question, authorize(question))],
])

const [besides10, besides1000, allLayers] = bytesPerCall([small, large, layered].map((question) => () => void authorize(question)))
const measured = measure(
  ways.map(([name, work]) => ({ name, units: 1, work: () => void work(layered) })),
  { rounds: 11, sliceMicros: 10_000 },
)
console.log(JSON.stringify({ bytes: { besides10, besides1000, allLayers }, measured }))
