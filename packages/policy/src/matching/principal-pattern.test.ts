import { describe, expect, it } from 'vitest'
import type { PrincipalEntry } from '../document/policy.js'
import { parsePrincipal } from './principal-pattern.js'

const A = '111122223333'
const IAM = `arn:aws:iam::${A}`
const STS = `arn:aws:sts::${A}`

describe('readPrincipal', () => {
  it.each<[PrincipalEntry['type'], string, unknown]>([
    ['AWS', '*', { kind: 'everyone' }],
    ['AWS', A, { kind: 'account', account: A }],
    ['AWS', `${IAM}:root`, { kind: 'account', account: A, partition: 'aws' }],
    ['AWS', `arn:aws-us-gov:iam::${A}:root`, { kind: 'account', account: A, partition: 'aws-us-gov' }],
    ['AWS', 'AIDAALICEEXAMPLE00000', { kind: 'id', name: 'AIDAALICEEXAMPLE00000' }],
    ['AWS', 'AROADEVEXAMPLE0000000', { kind: 'id', name: 'AROADEVEXAMPLE0000000' }],
    ['AWS', `${IAM}:user/a`, { kind: 'user', name: `${IAM}:user/a` }],
    ['AWS', `${IAM}:user/a/b/c`, { kind: 'user', name: `${IAM}:user/a/b/c` }],
    ['AWS', `${IAM}:role/r`, { kind: 'role', name: `${IAM}:role/r` }],
    ['AWS', `${IAM}:role/a/r`, { kind: 'role', name: `${IAM}:role/a/r` }],
    ['AWS', `${STS}:assumed-role/r/s`, { kind: 'session', name: `${STS}:assumed-role/r/s` }],
    ['AWS', `${STS}:federated-user/f`, { kind: 'federated-user', name: `${STS}:federated-user/f` }],
    ['Service', 'ec2.amazonaws.com', { kind: 'service', name: 'ec2.amazonaws.com' }],
    ['Service', 'x', { kind: 'service', name: 'x' }],
    ['Federated', 'accounts.google.com', { kind: 'provider', name: 'accounts.google.com' }],
    ['Federated', `${IAM}:saml-provider/S`, { kind: 'provider', name: `${IAM}:saml-provider/S` }],
    ['Federated', `${IAM}:oidc-provider/o/p`, { kind: 'provider', name: `${IAM}:oidc-provider/o/p` }],
    ['CanonicalUser', 'abc', { kind: 'canonical-user', name: 'abc' }],
  ])('parses %s %s', (type, value, pattern) => {
    expect(parsePrincipal({ type, value })).toStrictEqual(pattern)
  })

  it.each<[PrincipalEntry['type'], string]>([
    ['AWS', `${A}4`],
    ['AWS', `x${A}`],
    ['AWS', 'AIDAALICEEXAMPLE000001'],
    ['AWS', 'xAIDAALICEEXAMPLE00000'],
    ['AWS', 'AIDAALICEEXAMPLE0000'],
    ['AWS', `x${IAM}:root`],
    ['AWS', `arn:awsx:iam::${A}:root`],
    ['AWS', `arn:xaws:iam::${A}:root`],
    ['AWS', `arn:aws-:iam::${A}:root`],
    ['AWS', `arn:aws:iam:x:${A}:root`],
    ['AWS', `arn:aws:iam::${A}4:root`],
    ['AWS', `arn:aws:sts::${A}:root`],
    ['AWS', `arn:aws:s3::${A}:root`],
    ['AWS', `arn:aws:s3::${A}:user/a`],
    ['AWS', `${STS}:user/a`],
    ['AWS', `arn:aws:s3::${A}:assumed-role/r/s`],
    ['AWS', `arn:aws:s3::${A}:federated-user/f`],
    ['AWS', `${IAM}:xuser/a`],
    ['AWS', `${IAM}:user/a/`],
    ['AWS', `${IAM}:user/`],
    ['AWS', `${IAM}:user//a`],
    ['AWS', `${IAM}:user/a b`],
    ['AWS', `${IAM}:user/a*`],
    ['AWS', `${IAM}:user/ä`],
    ['AWS', `${IAM}:xrole/a`],
    ['AWS', `${IAM}:role/a/`],
    ['AWS', `${IAM}:role//a`],
    ['AWS', `${IAM}:group/a`],
    ['AWS', `${IAM}:assumed-role/r/s`],
    ['AWS', `${STS}:assumed-role/r`],
    ['AWS', `${STS}:assumed-role/r/s/t`],
    ['AWS', `${STS}:xassumed-role/r/s`],
    ['AWS', `${STS}:federated-user/f/g`],
    ['AWS', `${STS}:xfederated-user/f`],
    ['AWS', ` ${IAM}:root`],
    ['Service', '.amazonaws.com'],
    ['Service', 'ec2.amazonaws.com.'],
    ['Service', 'ec2.amazonaws.com*'],
    ['Service', '*'],
    ['Service', ''],
    ['Federated', ''],
    ['Federated', '-x'],
    ['Federated', 'arn:aws:iam'],
    ['Federated', `x${IAM}:saml-provider/S`],
    ['Federated', `arn:awsx:iam::${A}:saml-provider/S`],
    ['Federated', `${STS}:saml-provider/S`],
    ['Federated', `arn:aws:iam:x:${A}:saml-provider/S`],
    ['Federated', 'arn:aws:iam::1:saml-provider/S'],
    ['Federated', `${IAM}:saml-provider/`],
    ['Federated', `${IAM}:xsaml-provider/S`],
    ['Federated', `${IAM}:role/S`],
    ['Federated', `${IAM}:saml-provider/S*`],
    ['Federated', `${IAM}:saml-provider/S T`],
    ['CanonicalUser', ''],
    ['CanonicalUser', '*'],
    ['CanonicalUser', 'a b'],
    ['CanonicalUser', 'a '],
    ['CanonicalUser', ' a'],
  ])('rejects %s %j', (type, value) => {
    expect(parsePrincipal({ type, value })).toBeUndefined()
  })
})
