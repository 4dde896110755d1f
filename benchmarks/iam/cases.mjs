// Owns: the cases of IAM: what each sends, and in which accounts it is measured.
import { signedRequest } from '../sts/load/signed-request.mjs'
import { roleName } from '../sts/parts/installation.mjs'

const POOL = 256

/**
 * `sizes`: numbers of roles. `fresh`: no request may be sent twice. @typedef {{ name: string, sizes: number[], marker: string, fresh?: true, make:
 * (index: number) => Buffer }} Case
 */

/** @param {import('../sts/parts/installation.mjs').Made} made @param {number} port @param {Awaited<ReturnType<typeof import('./account.mjs').peopleIn>>} people */
export function casesOf(made, port, { people, few, page, many }) {
  const { administrator, member, shared } = people
  const stride = Math.max(1, Math.floor(made.count / POOL))
  const iam = (parameters) => signedRequest(administrator, { service: 'iam', port, parameters })
  const sts = (parameters) => signedRequest(member, { service: 'sts', port, parameters })
  let users = 0
  /** @type {Case[]} */
  const all = [
    {
      name: 'GetCallerIdentity, 10 groups and a boundary',
      sizes: [few],
      marker: ':user/member</Arn>',
      make: () => sts({ Action: 'GetCallerIdentity' }),
    },
    {
      name: 'AssumeRole, 10 groups and a boundary',
      sizes: [few],
      marker: '<SessionToken>IQoJ',
      make: (index) => sts({ Action: 'AssumeRole', RoleArn: shared, RoleSessionName: `job-${index}` }),
    },
    {
      name: 'GetRole',
      sizes: [few, many],
      marker: '<RoleId>AROA',
      make: (index) => iam({ Action: 'GetRole', RoleName: roleName((index * stride) % made.count) }),
    },
    {
      name: 'CreateUser',
      sizes: [few, many],
      marker: '<UserId>AIDA',
      fresh: true,
      make: () => iam({ Action: 'CreateUser', UserName: `user-${(users++).toString(36)}`, Path: '/measured/' }),
    },
    {
      name: 'ListRoles, 100 a page',
      sizes: [page, many],
      marker: '<RoleId>AROA',
      make: () => iam({ Action: 'ListRoles', MaxItems: '100' }),
    },
  ]
  return all.filter(({ sizes }) => sizes.includes(made.count))
}

/** @param {Case} one @param {number} count */
export const requestsOf = ({ make, fresh }, count) => Array.from({ length: fresh ? count : POOL }, (_, index) => make(index))
