// Owns: what is true about the caller in every scenario, and the conditions of the N identity statements: a team and a network, both required.
// Refuses: knowing an engine.

/**
 * What a request contains besides caller, action and resource.
 * @typedef {{ team: string, ip: string, mfa: boolean, secure: boolean, region: string, org: string, externalId: string, sessionName: string }} Facts
 * @typedef {{ name: string, action: string, resource: string, facts: Facts, allowed: boolean, allowedByIdentity: boolean }} Asked
 * @typedef {Record<string, unknown>} Statement
 */

export const account = '111122223333'
export const roleArn = `arn:aws:iam::${account}:role/reader`
export const organization = 'o-daypass123'
export const regions = ['eu-central-1', 'eu-west-1']

/** @param {number} index */
export const teamOf = (index) => `team-${index % 7}`
/** @param {number} index */
export const networkOf = (index) => `10.${index % 200}.0.0/16`

/** The condition block of identity statement `index`. @param {number} index */
export function conditionOf(index) {
  return { StringEquals: { 'aws:PrincipalTag/team': teamOf(index) }, IpAddress: { 'aws:SourceIp': networkOf(index) } }
}

/**
 * Facts with which the conditions of statement `index` are true and no other layer denies. @param {number} index @param {Partial<Facts>} [but]
 * @returns {Facts}
 */
export function factsFor(index, but = {}) {
  const base = { mfa: false, secure: true, region: 'eu-central-1', org: organization, externalId: 'partner-7', sessionName: 'nightly' }
  return { team: teamOf(index), ip: `10.${index % 200}.4.9`, ...base, ...but }
}

/** Every tenth statement from the tenth on is a Deny; the one before it allows what the boundary does not. */
export const isDeny = (/** @type {number} */ index) => index % 10 === 9
/** @param {number} index */
export const isBeyondBoundary = (index) => index % 10 === 8

/** The statements that requests are about: the first, a middle and the last plain Allow. @param {number} size */
export function plainIndices(size) {
  const plain = (/** @type {number} */ index) => (isDeny(index) || isBeyondBoundary(index) ? index - (index % 10) + 6 : index)
  return { first: 0, middle: plain(Math.floor(size / 2)), last: plain(size - 1) }
}
