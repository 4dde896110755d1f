import { describe, expect, it } from 'vitest'
import { accounts } from '../../../directory/account/account.js'
import { passwordPolicies } from '../../../directory/account/password-policy.js'
import { enableMfaDevice } from '../../../directory/iam/mfa-device.js'
import { signingCertificates } from '../../../directory/iam/other-credentials/signing-certificate.js'
import { users } from '../../../directory/iam/user.js'
import { ACCOUNT, root, START, type World, world } from '../../../testing/world.js'
import { CreateAccessKey } from '../access-keys/CreateAccessKey.js'
import { UpdateAccessKey } from '../access-keys/UpdateAccessKey.js'
import { CreateLoginProfile } from '../login-profiles/CreateLoginProfile.js'
import { CreateUser } from '../users/CreateUser.js'
import { GetUser } from '../users/GetUser.js'
import { GenerateCredentialReport } from './GenerateCredentialReport.js'
import { GetCredentialReport } from './GetCredentialReport.js'
import { REPORT_LIFETIME } from './report.js'

const HEADER =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,' +
  'access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,' +
  'access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,' +
  'cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated'
const BEGAN = '2026-01-02T03:04:05+00:00'
const NO_KEY = 'false,N/A,N/A,N/A,N/A'
const NO_CERTIFICATES = 'false,N/A,false,N/A'

async function linesOf(w: World, caller = root): Promise<string[]> {
  await w.call(GenerateCredentialReport, {}, caller)
  const { Content, ReportFormat, GeneratedTime } = await w.call(GetCredentialReport, {}, caller)
  expect([ReportFormat, GeneratedTime]).toEqual(['text/csv', new Date(w.clock.now())])
  const text = Buffer.from(Content ?? []).toString()
  expect(text.endsWith('\n')).toBe(true)
  return text.slice(0, -1).split('\n')
}

describe('GetCredentialReport', () => {
  it('has a line for the root user, which has no password, and then one for each user by name', async () => {
    const w = await world()
    for (const UserName of ['zoe', 'Ann']) await w.call(CreateUser, { UserName, Path: '/team/' })
    expect(await linesOf(w)).toEqual([
      HEADER,
      `<root_account>,arn:aws:iam::${ACCOUNT}:root,N/A,not_supported,no_information,not_supported,not_supported,false,${NO_KEY},${NO_KEY},${NO_CERTIFICATES}`,
      `Ann,arn:aws:iam::${ACCOUNT}:user/team/Ann,${BEGAN},false,N/A,N/A,N/A,false,${NO_KEY},${NO_KEY},${NO_CERTIFICATES}`,
      `zoe,arn:aws:iam::${ACCOUNT}:user/team/zoe,${BEGAN},false,N/A,N/A,N/A,false,${NO_KEY},${NO_KEY},${NO_CERTIFICATES}`,
    ])
  })

  it('shows passwords, devices and keys with their last use; the use of a service without regions has none', async () => {
    const w = await world()
    await w.call(CreateUser, { UserName: 'ann' })
    await w.call(CreateLoginProfile, { UserName: 'ann', Password: 'Long enough 1!' })
    const { AccessKey: first } = await w.call(CreateAccessKey, { UserName: 'ann' })
    const { AccessKey: second } = await w.call(CreateAccessKey, { UserName: 'ann' })
    await w.call(UpdateAccessKey, { UserName: 'ann', AccessKeyId: second.AccessKeyId, Status: 'Inactive' })
    await w.change((state) => {
      const { id } = users.require(state, ACCOUNT, 'ann')
      const device = { account: ACCOUNT, name: 'd', path: '/', tags: {}, drift: 0, failures: 0, seed: { version: 1, sealed: '' } }
      enableMfaDevice(state, device, { holder: id, enabledAt: START })
    })
    const ann = await w.user('other')
    w.lastUse.note({ caller: { ...ann, accessKeyId: second.AccessKeyId }, region: 'eu-west-1' }, 'sts', START + 1_000)
    await w.attempt(GetUser, {}, { ...ann, accessKeyId: first.AccessKeyId })
    const line = async () => (await linesOf(w))[2]
    const about = `ann,arn:aws:iam::${ACCOUNT}:user/ann,${BEGAN},true,no_information,${BEGAN}`
    const keys = `true,${BEGAN},${BEGAN},N/A,iam,false,${BEGAN},2026-01-02T03:04:06+00:00,eu-west-1,sts`
    expect(await line()).toBe(`${about},N/A,true,${keys},${NO_CERTIFICATES}`)
    await w.change((state) =>
      passwordPolicies.put(state, {
        ...{ account: ACCOUNT, minimumLength: 6, requiresSymbols: false, requiresNumbers: false, requiresUppercase: false },
        ...{ requiresLowercase: false, letsUsersChangeTheirs: false, maxAge: 90 },
      }),
    )
    expect(await line()).toBe(`${about},2026-04-02T03:04:05+00:00,true,${keys},${NO_CERTIFICATES}`)
  })

  it('shows signing certificates, of the root user too', async () => {
    const w = await world()
    await w.call(CreateUser, { UserName: 'ann' })
    const certificate = { id: 'C'.repeat(32), body: '', fingerprint: 'f', status: 'Active', uploadedAt: START } as const
    await w.change((state) => {
      const ann = users.require(state, ACCOUNT, 'ann')
      signingCertificates.add(state, ann, { ...certificate, status: 'Inactive' })
      signingCertificates.add(state, ann, { ...certificate, fingerprint: 'g' })
      signingCertificates.add(state, { account: ACCOUNT, id: ACCOUNT }, { ...certificate, fingerprint: 'h' })
    })
    const [, rootLine, line] = await linesOf(w)
    expect(rootLine).toMatch(new RegExp(`,true,${BEGAN.replace('+', '\\+')},false,N/A$`))
    expect(line).toMatch(new RegExp(`,false,${BEGAN.replace('+', '\\+')},true,${BEGAN.replace('+', '\\+')}$`))
  })

  it('quotes a name with a comma, so that no value moves to another column', async () => {
    const w = await world()
    await w.call(CreateUser, { UserName: 'a,b' })
    expect((await linesOf(w))[2]).toMatch(/^"a,b","arn:aws:iam::000000000000:user\/a,b",2026-/)
  })

  it('shows the account alone; its root user is as old as the account', async () => {
    const w = await world()
    await w.call(CreateUser, { UserName: 'ann' })
    await w.change((state) => accounts.put(state, { id: '111111111111', name: 'Second', createdAt: START }))
    const lines = await linesOf(w, { ...root, account: '111111111111' })
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain(`<root_account>,arn:aws:iam::111111111111:root,${BEGAN},`)
  })

  it('has a line for each of many users, between which other requests run', async () => {
    const w = await world()
    for (let n = 0; n < 250; n++) await w.user(`u${n}`)
    expect(await linesOf(w)).toHaveLength(252)
  })

  it('requires iam:GetCredentialReport', async () => {
    const w = await world()
    const { event } = await w.attempt(GetCredentialReport, {})
    expect(event.questions.map(({ question }) => question)).toEqual([{ action: 'iam:GetCredentialReport', resource: '*' }])
    expect(await w.refusal(GetCredentialReport, {}, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })

  it.each([
    ['ReportNotPresent', undefined],
    ['ReportExpired', REPORT_LIFETIME + 1],
  ] as const)('is %s %s milliseconds after the report was asked for', async (code, after) => {
    const w = await world()
    if (after !== undefined) await w.call(GenerateCredentialReport, {})
    w.clock.move(after ?? 0)
    expect(await w.refusal(GetCredentialReport, {})).toEqual({ code, message: 'Unknown' })
  })
})
