// Owns: a scenario in @cedar-policy/cedar-wasm. The policies are parsed before (`preparsePolicySet`), the calls are prepared objects with no schema
// and no validation, and contain only the entity of the request.
import { createRequire } from 'node:module'
import { cedarPolicies } from '../scenarios/cedar-policies.mjs'
import { roleArn } from '../scenarios/facts.mjs'

const cedar = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs')

/** @typedef {import('../scenarios/facts.mjs').Asked} Asked */

/** @param {string} resource an ARN @returns {{ uid: { type: string, id: string }, attrs: object, parents: object[] }} */
function entityOf(resource) {
  if (resource.startsWith('arn:aws:s3:::')) {
    const [bucket = '', ...key] = resource.slice('arn:aws:s3:::'.length).split('/')
    return { uid: { type: 'Object', id: resource }, attrs: { bucket, key: key.join('/') }, parents: [{ type: 'Bucket', id: bucket }] }
  }
  const name = resource.slice(resource.indexOf('role/') + 5)
  return { uid: { type: 'Role', id: name }, attrs: { name }, parents: [] }
}

/** @param {string} preparsedPolicySetId @param {Asked} asked */
function callOf(preparsedPolicySetId, { action, resource, facts }) {
  const entity = entityOf(resource)
  return {
    principal: { type: 'Role', id: roleArn },
    action: { type: 'Action', id: action },
    resource: entity.uid,
    context: { ...facts, ip: { __extn: { fn: 'ip', arg: facts.ip } } },
    entities: [entity],
    preparsedPolicySetId,
  }
}

/** @param {any} scenario @param {'all' | 'identity'} layers */
export function cedarEngine(scenario, layers) {
  const id = `${scenario.name} ${scenario.size} ${layers}`
  const parsed = cedar.preparsePolicySet(id, { staticPolicies: cedarPolicies(scenario, layers) })
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed))
  const calls = scenario.questions.map((/** @type {Asked} */ asked) => callOf(id, asked))
  return (/** @type {number} */ index) => {
    const answer = cedar.statefulIsAuthorized(calls[index])
    if (answer.type !== 'success' || answer.response.diagnostics.errors.length > 0) throw new Error(JSON.stringify(answer))
    return answer.response.decision === 'allow'
  }
}
