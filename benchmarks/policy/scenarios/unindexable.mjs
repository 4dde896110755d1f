// Owns: statements that an index cannot exclude, by kind. N of them are in the identity policies, together with the one that allows.
// Per kind: the statement number `index`, and whether it applies to the request.
import { networkOf, teamOf } from './facts.mjs'

/** @typedef {{ name: string, statement: (index: number) => object, applies: boolean }} Kind */

const everything = { Action: '*', Resource: '*' }
const otherTeam = (/** @type {number} */ index) => ({ StringEquals: { 'aws:PrincipalTag/team': `other-${index}` } })

/** @type {Kind[]} */
export const kinds = [
  {
    name: 'Allow * on *, StringEquals fails',
    statement: (index) => ({ Effect: 'Allow', ...everything, Condition: otherTeam(index) }),
    applies: false,
  },
  {
    name: 'Deny * on *, StringEquals fails',
    statement: (index) => ({ Effect: 'Deny', ...everything, Condition: otherTeam(index) }),
    applies: false,
  },
  {
    name: 'Allow * on *, StringLike fails',
    statement: (index) => ({ Effect: 'Allow', ...everything, Condition: { StringLike: { 'aws:PrincipalTag/team': `other-${index}-*` } } }),
    applies: false,
  },
  {
    name: 'Allow * on *, IpAddress fails',
    statement: (index) => ({
      Effect: 'Allow',
      ...everything,
      Condition: { IpAddress: { 'aws:SourceIp': networkOf(100 + (index % 100)) } },
    }),
    applies: false,
  },
  {
    name: 'Allow * on *, DateGreaterThan fails',
    statement: (index) => ({
      Effect: 'Allow',
      ...everything,
      Condition: { DateGreaterThan: { 'aws:CurrentTime': `2030-01-01T00:00:${String(index % 60).padStart(2, '0')}Z` } },
    }),
    applies: false,
  },
  {
    name: 'Deny * on *, ArnNotLike fails',
    statement: (index) => ({
      Effect: 'Deny',
      ...everything,
      Condition: { ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/reader', `arn:aws:iam::*:role/ops-${index}-*`] } },
    }),
    applies: false,
  },
  {
    name: 'Allow * on *, StringEquals holds',
    statement: (index) => ({
      Effect: 'Allow',
      ...everything,
      Condition: { StringEquals: { 'aws:PrincipalTag/team': [teamOf(0), `other-${index}`] } },
    }),
    applies: true,
  },
  {
    name: 'Deny NotAction, StringNotEquals fails',
    statement: (index) => ({
      Effect: 'Deny',
      NotAction: ['iam:*', 'sts:*', `support:Describe${index}*`],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', `eu-west-${index}`] } },
    }),
    applies: false,
  },
  {
    name: 'Deny NotAction that spares the action',
    statement: (index) => ({ Effect: 'Deny', NotAction: [`iam:Get${index}*`, 'sts:*', 's3:*'], Resource: '*' }),
    applies: false,
  },
  {
    name: 'Deny * on NotResource that spares the resource',
    statement: (index) => ({ Effect: 'Deny', Action: '*', NotResource: [`arn:aws:s3:::other-${index}/*`, 'arn:aws:s3:::data-*'] }),
    applies: false,
  },
  {
    name: 'Allow *:Get* on *x pattern that fails',
    statement: (index) => ({ Effect: 'Allow', Action: '*', Resource: `arn:aws:s3:::*/other-${index}` }),
    applies: false,
  },
  {
    name: 'Allow s3:Get* on a variable that differs',
    statement: (index) => ({ Effect: 'Allow', Action: 's3:Get*', Resource: `arn:aws:s3:::\${aws:PrincipalTag/team}-${index}/*` }),
    applies: false,
  },
]
