import { describe, expect, it } from 'vitest'
import { world } from '../../../testing/world.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { CreateServiceSpecificCredential } from './CreateServiceSpecificCredential.js'
import { DeleteServiceSpecificCredential } from './DeleteServiceSpecificCredential.js'
import { ListServiceSpecificCredentials } from './ListServiceSpecificCredentials.js'

// What it asks for and refuses is in service-credential.test.ts, with `iam:DeleteServiceSpecificCredential`.
describe('DeleteServiceSpecificCredential', () => {
  it('deletes the credential and no other, so that in the end its user can be deleted', async () => {
    const w = await world()
    await w.user('Ann')
    const made: string[] = []
    for (const ServiceName of ['codecommit.amazonaws.com', 'logs.amazonaws.com']) {
      const { ServiceSpecificCredential } = await w.call(CreateServiceSpecificCredential, { UserName: 'Ann', ServiceName })
      made.push(ServiceSpecificCredential?.ServiceSpecificCredentialId ?? '')
    }
    const [first = '', second = ''] = made
    expect(await w.call(DeleteServiceSpecificCredential, { UserName: 'ANN', ServiceSpecificCredentialId: first })).toEqual({})
    expect(await w.call(ListServiceSpecificCredentials, { UserName: 'Ann' })).toMatchObject({
      ServiceSpecificCredentials: [{ ServiceSpecificCredentialId: second }],
    })
    await w.call(DeleteServiceSpecificCredential, { UserName: 'Ann', ServiceSpecificCredentialId: second })
    await w.call(DeleteUser, { UserName: 'Ann' })
  })
})
