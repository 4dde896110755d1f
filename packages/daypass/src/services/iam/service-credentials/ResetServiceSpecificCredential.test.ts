import { describe, expect, it } from 'vitest'
import { serviceCredentials } from '../../../directory/iam/other-credentials/service-credential.js'
import { users } from '../../../directory/iam/user.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateServiceSpecificCredential } from './CreateServiceSpecificCredential.js'
import { ResetServiceSpecificCredential } from './ResetServiceSpecificCredential.js'
import { UpdateServiceSpecificCredential } from './UpdateServiceSpecificCredential.js'

// What it asks for and refuses is in service-credential.test.ts, with `iam:ResetServiceSpecificCredential`.
describe('ResetServiceSpecificCredential', () => {
  it('returns a new secret and keeps its digest; status, name and expiry stay', async () => {
    const w = await world()
    await w.user('Ann')
    const kept = () => w.read((state) => serviceCredentials.of(state, users.require(state, ACCOUNT, 'Ann'))[0]?.digest)
    const asked = { UserName: 'Ann', ServiceName: 'logs.amazonaws.com', CredentialAgeDays: 3 }
    const { ServiceSpecificCredential: before } = await w.call(CreateServiceSpecificCredential, asked)
    const digest = kept()
    const named = { UserName: 'Ann', ServiceSpecificCredentialId: before?.ServiceSpecificCredentialId ?? '' }
    await w.call(UpdateServiceSpecificCredential, { ...named, Status: 'Inactive' })
    w.clock.move(60_000)
    const { ServiceSpecificCredential: after } = await w.call(ResetServiceSpecificCredential, named)
    expect(after).toEqual({ ...before, Status: 'Inactive', ServiceCredentialSecret: expect.stringMatching(/^ACWL/) })
    expect(after?.ServiceCredentialSecret).not.toBe(before?.ServiceCredentialSecret)
    expect(kept()).not.toBe(digest)
  })
})
