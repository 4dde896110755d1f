import { describe, expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { CreateServiceSpecificCredential } from './CreateServiceSpecificCredential.js'
import { ListServiceSpecificCredentials } from './ListServiceSpecificCredentials.js'
import { UpdateServiceSpecificCredential } from './UpdateServiceSpecificCredential.js'

const given = async () => {
  const w = await world()
  await w.user('Ann')
  const asked = { UserName: 'Ann', ServiceName: 'bedrock.amazonaws.com', CredentialAgeDays: 1 }
  const { ServiceSpecificCredential } = await w.call(CreateServiceSpecificCredential, asked)
  return { w, named: { UserName: 'Ann', ServiceSpecificCredentialId: ServiceSpecificCredential?.ServiceSpecificCredentialId ?? '' } }
}

// What it asks for and refuses besides is in service-credential.test.ts, with `iam:UpdateServiceSpecificCredential`.
describe('UpdateServiceSpecificCredential', () => {
  it('switches the credential off, and on again', async () => {
    const { w, named } = await given()
    for (const Status of ['Inactive', 'Active'] as const) {
      expect(await w.call(UpdateServiceSpecificCredential, { ...named, Status })).toEqual({})
      expect(await w.call(ListServiceSpecificCredentials, { UserName: 'Ann' })).toMatchObject({ ServiceSpecificCredentials: [{ Status }] })
    }
  })

  it('refuses a status that nobody can give, and any for a credential that has expired', async () => {
    const { w, named } = await given()
    const message = "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set"
    expect(await w.refusal(UpdateServiceSpecificCredential, { ...named, Status: 'Expired' })).toEqual({ code: 'ValidationError', message })
    w.clock.move(86_400_000)
    expect(await w.refusal(UpdateServiceSpecificCredential, { ...named, Status: 'Active' })).toEqual({
      code: 'InvalidInput',
      message: 'The credential has expired. Its status cannot be changed.',
    })
  })
})
