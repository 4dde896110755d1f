import { describe, expect, it } from 'vitest'
import { changeAccountSettings } from '../../../directory/account/account-settings.js'
import { accessKeys } from '../../../directory/iam/access-key.js'
import { roleSession } from '../../../testing/callers.js'
import { PEM } from '../../../testing/key-material/certificates.js'
import { samlMetadata } from '../../../testing/identity-providers/saml-metadata.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { loadModel } from '../../../wire/model.js'
import { CreateGroup } from '../groups/CreateGroup.js'
import { CreateInstanceProfile } from '../instance-profiles/CreateInstanceProfile.js'
import { CreateOpenIDConnectProvider } from '../oidc-providers/CreateOpenIDConnectProvider.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { CreatePolicyVersion } from '../policies/CreatePolicyVersion.js'
import { UploadServerCertificate } from '../server-certificates/UploadServerCertificate.js'
import { UploadSigningCertificate } from '../signing-certificates/UploadSigningCertificate.js'
import { CreateSAMLProvider } from '../saml-providers/CreateSAMLProvider.js'
import { GetAccountSummary } from './GetAccountSummary.js'

const text = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } })

describe('GetAccountSummary', () => {
  it('returns every key of the model', async () => {
    const { SummaryMap } = (await (await world()).call(GetAccountSummary, {})) as { SummaryMap: Record<string, number> }
    expect(Object.keys(SummaryMap).sort()).toEqual(loadModel('iam').shapes.get('summaryKeyType')?.enum?.toSorted())
    for (const value of Object.values(SummaryMap)) expect(Number.isInteger(value)).toBe(true)
  })

  it('counts what the account has', async () => {
    const here = await world()
    expect(await here.call(GetAccountSummary, {})).toMatchObject({
      SummaryMap: {
        AccountSigningCertificatesPresent: 0,
        InstanceProfiles: 0,
        ServerCertificates: 0,
        Users: 0,
        Groups: 0,
        Roles: 0,
        Policies: 0,
        Providers: 0,
        PolicyVersionsInUse: 0,
        AccountAccessKeysPresent: 0,
        GlobalEndpointTokenVersion: 2,
      },
    })
    await here.user('one')
    await here.user('two')
    await here.call(CreateGroup, { GroupName: 'g' })
    await roleSession(here)
    const { Policy } = (await here.call(CreatePolicy, { PolicyName: 'p', PolicyDocument: text })) as { Policy: { Arn: string } }
    await here.call(CreatePolicyVersion, { PolicyArn: Policy.Arn, PolicyDocument: text })
    await here.call(CreateInstanceProfile, { InstanceProfileName: 'web' })
    await here.call(UploadServerCertificate, { ServerCertificateName: 'web', CertificateBody: PEM.server, PrivateKey: PEM.key })
    await here.call(UploadSigningCertificate, { CertificateBody: PEM.root })
    await here.call(UploadSigningCertificate, { CertificateBody: PEM.server, UserName: 'one' })
    await here.call(CreateOpenIDConnectProvider, { Url: 'https://issuer.example' })
    await here.call(CreateSAMLProvider, { Name: 'Corp', SAMLMetadataDocument: samlMetadata() })
    await here.change((state) => {
      const secret = { version: 1, sealed: '' }
      accessKeys.put(state, { id: 'AKIAQAAAAAAATESTROOT', account: ACCOUNT, status: 'Active', createdAt: START, secret })
      changeAccountSettings(state, ACCOUNT, { globalTokenVersion: 1 })
    })
    expect(await here.call(GetAccountSummary, {})).toMatchObject({
      SummaryMap: {
        AccountSigningCertificatesPresent: 1,
        InstanceProfiles: 1,
        ServerCertificates: 1,
        Users: 2,
        Groups: 1,
        Roles: 1,
        Policies: 1,
        Providers: 2,
        PolicyVersionsInUse: 2,
        AccountAccessKeysPresent: 1,
        GlobalEndpointTokenVersion: 1,
      },
    })
  })

  it('requires iam:GetAccountSummary', async () => {
    const here = await world()
    const { event } = await here.attempt(GetAccountSummary, {})
    expect(event.questions.map((one) => one.question)).toEqual([{ action: 'iam:GetAccountSummary', resource: '*' }])
    expect(await here.refusal(GetAccountSummary, {}, await here.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
