// Owns: a scenario in @daypass/policy. All policies are compiled before, requests are data; the engine stores nothing between two decisions.
import { authorize, compilePolicies, parsePolicy } from '../../../packages/policy/dist/index.js'
import { account, roleArn } from '../scenarios/facts.mjs'

/** @typedef {import('../scenarios/facts.mjs').Facts} Facts @typedef {import('../scenarios/facts.mjs').Asked} Asked */
/** @typedef {import('../../../packages/policy/dist/index.js').AuthorizationRequest} AuthorizationRequest */

const sessionArn = `arn:aws:sts::${account}:assumed-role/reader/nightly`
export const principal = /** @type {const} */ ({ kind: 'role', account, arn: sessionArn, id: 'AROAEXAMPLEEXAMPLEEXA', roleArn })

/** Parses one document. @param {object[]} statements @param {import('../../../packages/policy/dist/index.js').PolicyKind} kind */
export function parsed(statements, kind) {
  const result = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind)
  if (!result.ok) throw new Error(`${kind}: ${result.problems.map(({ detail }) => detail).join('; ')}`)
  return { name: kind, policy: result.policy }
}

/** @param {object[]} statements @param {import('../../../packages/policy/dist/index.js').PolicyKind} kind */
export const compiled = (statements, kind) => compilePolicies([parsed(statements, kind)])

/** @param {Facts} facts @returns {Map<string, string>} */
export function contextOf({ team, ip, mfa, secure, region, org, externalId, sessionName }) {
  return new Map([
    ['aws:principaltag/team', team],
    ['aws:sourceip', ip],
    ['aws:multifactorauthpresent', String(mfa)],
    ['aws:securetransport', String(secure)],
    ['aws:requestedregion', region],
    ['aws:principalorgid', org],
    ['sts:externalid', externalId],
    ['sts:rolesessionname', sessionName],
  ])
}

/** @param {any} scenario @param {'all' | 'identity'} layers @returns {AuthorizationRequest[]} */
export function questionsOf(scenario, layers) {
  const identity = compiled(scenario.identity, 'identity')
  const own = { boundary: compiled(scenario.boundary, 'boundary'), session: compiled(scenario.session, 'session') }
  const organization = {
    scps: scenario.scps.map((/** @type {object[]} */ level) => compiled(level, 'scp')),
    rcps: scenario.rcps.map((/** @type {object[]} */ level) => compiled(level, 'rcp')),
  }
  const trust = scenario.trust && { trust: compiled(scenario.trust, 'trust') }
  // Without a trust policy no role can be assumed, so the short form has one that leaves the decision to the identity statements.
  const open = scenario.trust && { trust: compiled([{ ...scenario.trust[0], Condition: {} }], 'trust') }
  return scenario.questions.map((/** @type {Asked} */ asked) => ({
    principal,
    action: asked.action,
    resource: asked.resource,
    resourceAccount: account,
    context: contextOf(asked.facts),
    policies:
      layers === 'identity'
        ? { identity, ...open }
        : {
            identity,
            ...own,
            ...organization,
            ...trust,
            ...(scenario.resource && { resource: compiled(scenario.resource(asked), 'resource') }),
          },
  }))
}

/** @param {any} scenario @param {'all' | 'identity'} layers */
export function daypassEngine(scenario, layers) {
  const questions = questionsOf(scenario, layers)
  return (/** @type {number} */ index) => authorize(/** @type {AuthorizationRequest} */ (questions[index])).outcome === 'allow'
}
