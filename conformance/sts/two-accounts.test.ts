import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../query-form.js'
import { ask } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import type { Signer, Unsigned } from '../signed-request.js'
import {
  type Account,
  allow,
  anotherAccount,
  assumed,
  daypassAs,
  fate,
  fateOfAssuming,
  homeOf,
  makeRole,
  makeUser,
  notAuthorized,
  policy,
  trust,
} from './principals.js'

let server: ServerProcess
let home: Account
let other: Account
beforeAll(async () => {
  server = await ServerProcess.start()
  home = homeOf(server)
  other = await anotherAccount(server, 'other')
})
afterAll(() => server.close())

const userArn = (account: Account, name: string): string => `arn:aws:iam::${account.id}:user/${name}`
const roleArn = (account: Account, name: string): string => `arn:aws:iam::${account.id}:role/${name}`
const withId = (id: string): object => ({ Condition: { StringEquals: { 'sts:ExternalId': id } } })

describe('confused deputy: external id', () => {
  let deputy: Signer
  let vendor: string
  const first = () => roleArn(home, 'first-customer')
  const second = () => roleArn(home, 'second-customer')

  beforeAll(async () => {
    vendor = userArn(other, 'vendor')
    deputy = await makeUser(other, 'vendor', policy(allow('sts:AssumeRole')))
    for (const customer of ['first', 'second'] as const)
      await makeRole(home, `${customer}-customer`, { trust: policy(trust(vendor, withId(`id-of-${customer}`))) })
  })

  it('the third party is allowed with the external id that the customer was given', async () => {
    expect(await fateOfAssuming(deputy, first(), { ExternalId: 'id-of-first' })).toBe('allowed')
    expect(await fateOfAssuming(deputy, second(), { ExternalId: 'id-of-second' })).toBe('allowed')
  })

  it.each([
    ['none', {}],
    ['a wrong one', { ExternalId: 'id-of-third' }],
    ['one in another case', { ExternalId: 'ID-OF-FIRST' }],
    ['one that only begins right', { ExternalId: 'id-of-first2' }],
    ['a pattern', { ExternalId: 'id-of=first' }],
  ])('but not with %s', async (_, given) => {
    expect(await fateOfAssuming(deputy, first(), given)).toBe(notAuthorized(vendor, first()))
  })

  it('a customer that names the role of another cannot trick the deputy, because it sends its own external id', async () => {
    expect(await fateOfAssuming(deputy, second(), { ExternalId: 'id-of-first' })).toBe(notAuthorized(vendor, second()))
  })

  it('nobody else is allowed with the external id, of either account', async () => {
    for (const account of [home, other]) {
      const thief = await makeUser(account, 'thief', policy(allow('*')))
      expect(await fateOfAssuming(thief, first(), { ExternalId: 'id-of-first' })).toBe(notAuthorized(userArn(account, 'thief'), first()))
    }
  })

  it('a customer that does not exist looks like one with another external id', async () => {
    expect(await fateOfAssuming(deputy, roleArn(home, 'no-customer'), { ExternalId: 'id-of-first' })).toBe(
      notAuthorized(vendor, roleArn(home, 'no-customer')),
    )
  })
})

describe('cross-account access', () => {
  let trustingOnly: Signer
  let both: Signer
  const list: Unsigned = { service: 's3', method: 'GET', path: '/of-home', query: 'list-type=2' }
  const put = (bucket: string): Unsigned => ({ service: 's3', method: 'PUT', path: `/${bucket}/object`, body: Buffer.from('x') })

  beforeAll(async () => {
    await ask(home.root, { service: 's3', method: 'PUT', path: '/of-home' })
    await ask(other.root, { service: 's3', method: 'PUT', path: '/of-other' })
    trustingOnly = await makeUser(other, 'without-policy')
    both = await makeUser(other, 'with-policy', policy(allow('sts:AssumeRole', roleArn(home, '*')), allow('s3:*')))
    await makeRole(home, 'names-users', {
      trust: policy(trust(userArn(other, 'without-policy')), trust(userArn(other, 'with-policy'))),
      policy: policy(allow('s3:ListBucket', 'arn:aws:s3:::of-home'), allow('s3:PutObject', 'arn:aws:s3:::of-other/*')),
    })
    await makeRole(home, 'names-account', { trust: policy(trust(other.id)) })
    await makeRole(home, 'names-nobody', { trust: policy(trust(home.id)) })
  })

  it('trust alone is not enough across accounts, as it is within one', async () => {
    for (const name of ['names-users', 'names-account'])
      expect(await fateOfAssuming(trustingOnly, roleArn(home, name))).toBe(
        notAuthorized(userArn(other, 'without-policy'), roleArn(home, name)),
      )
    const within = await makeUser(home, 'within')
    await makeRole(home, 'names-one-within', { trust: policy(trust(userArn(home, 'within'))) })
    expect(await fateOfAssuming(within, roleArn(home, 'names-one-within'))).toBe('allowed')
  })

  it('an identity policy alone is not enough', async () => {
    expect(await fateOfAssuming(both, roleArn(home, 'names-nobody'))).toBe(
      notAuthorized(userArn(other, 'with-policy'), roleArn(home, 'names-nobody')),
    )
  })

  it('both together are enough', async () => {
    for (const name of ['names-users', 'names-account']) expect(await fateOfAssuming(both, roleArn(home, name))).toBe('allowed')
  })

  it('what the session may do is decided in the account of the role, not in that of the caller who assumed it', async () => {
    const session = await assumed(both, roleArn(home, 'names-users'))
    expect(await fate(session, list)).toBe('allowed')
    expect(await fate(session, put('of-home'))).toMatch(
      /^403 AccessDenied: User: arn:aws:sts::000000000000:assumed-role\/names-users\/told /,
    )
  })

  it('no policy of one account opens a bucket of the other', async () => {
    expect(await fate(both, list)).toMatch(/^403 AccessDenied/)
    expect(await fate(other.root, list)).toMatch(/^403 AccessDenied/)
    expect(await fate(await assumed(both, roleArn(home, 'names-users')), put('of-other'))).toMatch(/^403 AccessDenied/)
    expect(await fate(both, put('of-other'))).toBe('allowed')
  })

  it('IAM shows each account only its own', async () => {
    const names = async (account: Account) => (await ask(account.root, call('iam', 'ListRoles'))).text
    expect(await names(other)).not.toContain('<RoleName>')
    expect(await names(home)).toContain('<RoleName>names-users</RoleName>')
    expect(await fate(other.root, call('iam', 'GetRole', { RoleName: 'names-users' }))).toBe(
      '404 NoSuchEntity: The role with name names-users cannot be found.',
    )
  })
})

describe('callers that are never allowed', () => {
  it('service principals are trusted only internally: no signed request is allowed', async () => {
    const Principal = { Service: 'ec2.amazonaws.com' }
    const role = await makeRole(home, 'of-a-service', { trust: policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }) })
    for (const account of [home, other]) {
      const admin = await makeUser(account, 'ec2.amazonaws.com', policy(allow('*')))
      expect(await fateOfAssuming(admin, role)).toBe(notAuthorized(userArn(account, 'ec2.amazonaws.com'), role))
      expect(await fateOfAssuming(account.root, role)).toBe('403 AccessDenied: Roles may not be assumed by root accounts.')
    }
    const within = await makeRole(home, 'ec2', { trust: policy(trust(home.id)), policy: policy(allow('*')) })
    const session = await assumed(await makeUser(home, 'boss', policy(allow('*'))), within)
    expect(await fateOfAssuming(session, role)).toBe(notAuthorized(`arn:aws:sts::${home.id}:assumed-role/ec2/told`, role))
  })

  it('daypass:CreateAccount needs the account of the installation: other root users and administrators are denied', async () => {
    const refusal = (arn: string) =>
      `daypass: AccessDenied: User: ${arn} is not authorized to perform: daypass:CreateAccount because only the account of the installation may\n`
    const admin = await makeUser(other, 'admin', policy(allow('*')))
    for (const [signer, arn] of [
      [other.root, `arn:aws:iam::${other.id}:root`],
      [admin, userArn(other, 'admin')],
    ] as const) {
      const { code, stdout, stderr } = await daypassAs(signer, 'account', 'create', '--name', 'more', '--json')
      expect([code, stdout, stderr]).toEqual([1, '', refusal(arn)])
    }
  })
})
