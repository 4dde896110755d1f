// Owns: the rules of the scenarios for casbin: one line per statement with effect, action, beginning of the resource and the name of a condition, and
// the conditions as JavaScript functions, created once. Every layer that can only deny is a line that denies; those come first, as casbin stops
// there.
import { BlockList } from 'node:net'
import { roleOf } from './assume-role.mjs'
import { isDeny, networkOf, organization, regions, teamOf } from './facts.mjs'
import { actionOf, bucketOf } from './s3.mjs'

/** @typedef {import('./facts.mjs').Facts} Facts @typedef {(facts: Facts, resource: string) => boolean} Holds */
/** @typedef {{ effect: 'allow' | 'deny', action: string, resource: string, holds: Holds }} Line */

/** @param {string} network */
function rangeOf(network) {
  const list = new BlockList()
  const [address = '', bits] = network.split('/')
  list.addSubnet(address, Number(bits))
  return list
}

/** @param {number} index @returns {Holds} */
function condition(index) {
  const team = teamOf(index)
  const range = rangeOf(networkOf(index))
  return (facts) => facts.team === team && range.check(facts.ip)
}

/** @type {Holds} */
const noMfa = ({ mfa }) => !mfa

/** @param {number} index @returns {Line} */
function s3Identity(index) {
  if (isDeny(index))
    return { effect: 'deny', action: 's3:PutObject', resource: `arn:aws:s3:::${bucketOf(index - 2)}/locked/*`, holds: noMfa }
  return { effect: 'allow', action: actionOf(index), resource: `arn:aws:s3:::${bucketOf(index)}/*`, holds: condition(index) }
}

/** @param {Holds} holds @returns {Line} */
const denyWhen = (holds) => ({ effect: 'deny', action: '*', resource: '*', holds })

const strangers = denyWhen(({ org }) => org !== organization)
const anyTeam = denyWhen(({ team }) => !team.startsWith('team-'))

/** @type {Line[]} */
const s3Layers = [
  denyWhen(({ region }) => !regions.includes(region)),
  strangers,
  denyWhen(({ secure }) => !secure),
  { effect: 'deny', action: 's3:DeleteObject', resource: '*', holds: () => true },
  denyWhen((_, resource) => !resource.startsWith('arn:aws:s3:::data-')),
  anyTeam,
  denyWhen((_, resource) => resource.includes('/private/')),
  {
    effect: 'allow',
    action: 's3:GetObject',
    resource: '*',
    holds: ({ team }, resource) => team.startsWith('team-') && /^arn:aws:s3:::[^/]+\/shared\//.test(resource),
  },
]

/** @param {number} index @returns {Line} */
function assumeRoleIdentity(index) {
  const arn = (/** @type {string} */ role) => `arn:aws:iam::111122223333:role/${role}`
  if (isDeny(index)) return { effect: 'deny', action: 'sts:AssumeRole', resource: arn(roleOf(index - 2)), holds: noMfa }
  return { effect: 'allow', action: 'sts:AssumeRole', resource: arn(roleOf(index)), holds: condition(index) }
}

/** @type {Line[]} */
const assumeRoleLayers = [
  strangers,
  denyWhen(({ externalId }) => externalId !== 'partner-7'),
  denyWhen((_, resource) => !resource.startsWith('arn:aws:iam::111122223333:role/app-')),
  anyTeam,
  denyWhen(({ sessionName }) => sessionName === 'root'),
]

/** @param {{ name: string, size: number }} scenario @returns {Line[]} */
export function casbinLines({ name, size }) {
  const isS3 = name === 'S3 object'
  const identity = Array.from({ length: size }, (_, index) => (isS3 ? s3Identity(index) : assumeRoleIdentity(index)))
  return [...(isS3 ? s3Layers : assumeRoleLayers), ...identity]
}
