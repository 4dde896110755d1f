import { describe, expect, it } from 'vitest'
import { lineOf } from '../../audit/audit.js'
import type { WireError } from '../../core/error.js'
import { sealSecret } from '../../credentials/long-term-secret.js'
import { accessKeys } from '../../directory/iam/access-key.js'
import { enableMfaDevice } from '../../directory/iam/mfa-device.js'
import { signingCertificates } from '../../directory/iam/other-credentials/signing-certificate.js'
import { DeleteAccessKey } from '../../services/iam/access-keys/DeleteAccessKey.js'
import { GetAccessKeyLastUsed } from '../../services/iam/access-keys/GetAccessKeyLastUsed.js'
import { ListAccessKeys } from '../../services/iam/access-keys/ListAccessKeys.js'
import { DeactivateMFADevice } from '../../services/iam/mfa-devices/DeactivateMFADevice.js'
import { ListMFADevices } from '../../services/iam/mfa-devices/ListMFADevices.js'
import { DeleteSigningCertificate } from '../../services/iam/signing-certificates/DeleteSigningCertificate.js'
import { ListSigningCertificates } from '../../services/iam/signing-certificates/ListSigningCertificates.js'
import { GetUser } from '../../services/iam/users/GetUser.js'
import { DecodeAuthorizationMessage } from '../../services/sts/DecodeAuthorizationMessage.js'
import { rootTask } from '../callers.js'
import { policyOf, rootOf, scp, userOf } from '../organization.js'
import { START, type World } from '../world.js'
import { rootAccessWorld } from './root-access.js'

const KEY = 'AKIAQAAAAAAAMEMBROOT'
const CERTIFICATE = 'C'.repeat(32)
const [AUDIT, DELETE] = ['IAMAuditRootUserCredentials', 'IAMDeleteRootUserCredentials'] as const
const serialOf = (account: string) => `arn:aws:iam::${account}:mfa/root`

/** Gives the root user of the account a key, a device and a certificate. */
const credentialsOf = ({ change, ring, ids }: World, account: string) =>
  change((state) => {
    const secret = sealSecret({ id: KEY, secret: 'the secret of root', ring, state, ids })
    accessKeys.put(state, { id: KEY, account, status: 'Active', createdAt: START, secret })
    const device = { account, name: 'root', path: '/', tags: {}, drift: 0, failures: 0, seed: { version: 1, sealed: '' } }
    enableMfaDevice(state, device, { holder: account, enabledAt: START })
    const certificate = { id: CERTIFICATE, body: 'PEM', fingerprint: 'f', status: 'Active', uploadedAt: START } as const
    signingCertificates.add(state, { account, id: account }, certificate)
  })

describe('a session of AssumeRoot', () => {
  it('shows the credentials of the root user of the member, and deletes them', async () => {
    const { w, member, session, resolved } = await rootAccessWorld()
    await credentialsOf(w, member)
    const [audit, remove] = [await session(AUDIT), await session(DELETE)]
    for (const caller of [audit, remove]) {
      expect(await w.call(GetUser, {}, caller)).toMatchObject({ User: { UserId: member, Arn: `arn:aws:iam::${member}:root` } })
      expect(await w.call(ListAccessKeys, {}, caller)).toMatchObject({ AccessKeyMetadata: [{ AccessKeyId: KEY, Status: 'Active' }] })
      expect(await w.call(GetAccessKeyLastUsed, { AccessKeyId: KEY }, caller)).toMatchObject({ AccessKeyLastUsed: { ServiceName: 'N/A' } })
      expect(await w.call(ListMFADevices, {}, caller)).toMatchObject({ MFADevices: [{ SerialNumber: serialOf(member) }] })
      expect(await w.call(ListSigningCertificates, {}, caller)).toMatchObject({ Certificates: [{ CertificateId: CERTIFICATE }] })
    }
    expect(await w.refusal(DeleteAccessKey, { AccessKeyId: KEY }, audit)).toEqual({
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${member}:root is not authorized to perform: iam:DeleteAccessKey on resource: arn:aws:iam::${member}:root with an explicit deny in a session policy: ${rootTask(AUDIT)}`,
    })
    expect(resolved({ accessKeyId: KEY })).toMatchObject({ kind: 'root', account: member })
    await w.call(DeleteAccessKey, { AccessKeyId: KEY }, remove)
    await w.call(DeactivateMFADevice, { SerialNumber: serialOf(member) }, remove)
    await w.call(DeleteSigningCertificate, { CertificateId: CERTIFICATE }, remove)
    expect(resolved({ accessKeyId: KEY })).toBe('unknown-key')
    expect(await w.call(ListAccessKeys, {}, audit)).toMatchObject({ AccessKeyMetadata: [] })
    expect(await w.call(ListMFADevices, {}, audit)).toMatchObject({ MFADevices: [] })
    expect(await w.call(ListSigningCertificates, {}, audit)).toMatchObject({ Certificates: [] })
  })

  it('does nothing to users of the member, nor to keys of other accounts', async () => {
    const { w, member, session } = await rootAccessWorld()
    await userOf(w, member, { name: 'bob' })
    const remove = await session(DELETE)
    expect(await w.refusal(ListAccessKeys, { UserName: 'bob' }, remove)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(GetUser, { UserName: 'bob' }, remove)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(DeleteAccessKey, { AccessKeyId: 'AKIAQAAAAAAATESTROOT' }, remove)).toMatchObject({ code: 'NoSuchEntity' })
  })

  it('is bound by the SCPs of the member, by the keys of a session of a root user', async () => {
    const { w, member, session } = await rootAccessWorld()
    const audit = await session(AUDIT)
    const condition = {
      Bool: { 'aws:AssumedRoot': 'true', 'aws:MultiFactorAuthPresent': 'false', 'aws:PrincipalIsAWSService': 'false' },
      StringEquals: { 'aws:PrincipalType': 'Account', 'aws:userid': member, 'aws:PrincipalAccount': member },
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' },
      Null: { 'aws:TokenIssueTime': 'false', 'aws:SourceIdentity': 'true', 'aws:MultiFactorAuthAge': 'true', 'aws:username': 'true' },
    }
    expect(await w.call(GetUser, {}, audit)).toMatchObject({ User: {} })
    await policyOf(w, scp({ Action: 'iam:GetUser', Condition: condition }), { at: member })
    expect((await w.refusal(GetUser, {}, audit)).message).toContain('with an explicit deny in a service control policy')
    expect(await w.call(ListAccessKeys, {}, audit)).toMatchObject({ AccessKeyMetadata: [] })
  })

  it('has aws:AssumedRoot, which the root user with its own key does not have', async () => {
    const { w, member, session } = await rootAccessWorld()
    await policyOf(w, scp({ Action: 'iam:GetUser', Condition: { Null: { 'aws:AssumedRoot': 'true' } } }), { at: member })
    expect(await w.call(GetUser, {}, await session(AUDIT))).toMatchObject({ User: {} })
    expect(await w.refusal(GetUser, {}, rootOf(member))).toMatchObject({ code: 'AccessDenied' })
  })

  it('is told by DecodeAuthorizationMessage, with the statement of its task', async () => {
    const { w, member, admin, session } = await rootAccessWorld({ explainErrors: true })
    const { error } = (await w.attempt(DeleteAccessKey, { AccessKeyId: KEY }, await session(AUDIT))) as { error: WireError }
    const EncodedMessage = error.detail.headers?.['x-daypass-authorization-message'] ?? ''
    const { DecodedMessage = '{}' } = await w.call(DecodeAuthorizationMessage, { EncodedMessage }, admin)
    const { explicitDeny, matchedStatements, context } = JSON.parse(DecodedMessage)
    expect([explicitDeny, matchedStatements.items[0].statementId]).toEqual([true, 'DenyAllOtherActionsOnAnyResource'])
    expect(context.principal).toEqual({ id: member, arn: `arn:aws:iam::${member}:root` })
    expect(context.conditions.items).toContainEqual({ key: 'aws:AssumedRoot', values: { items: [{ value: 'true' }] } })
  })

  it('is named in the audit line, with who got it, and not another root user', async () => {
    const { w, boss, session } = await rootAccessWorld()
    const audit = await session(AUDIT)
    const { event } = await w.attempt(GetUser, {}, audit)
    expect(lineOf(event, START)).toMatchObject({ caller: audit.arn, assumedRootBy: boss.arn })
    const other = await w.attempt(GetUser, {})
    expect(lineOf(other.event, START)).not.toHaveProperty('assumedRootBy')
  })
})
