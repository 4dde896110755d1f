// Owns: Ansible as a team runs it: a play that describes an account, twice, and a play that takes everything away, twice. A module that cannot read back
// what it wrote reports a change the second time.
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder, without } from '../clean-environment.js'
import { samlMetadata } from '../iam/saml-metadata.js'
import { ServerProcess } from '../server-process.js'
import { runPlay } from './play.js'

describe.skipIf(without('ansible'))('Ansible', () => {
  const scratch = scratchFolder()
  const metadata = samlMetadata()
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start()
  })
  afterAll(async () => {
    await server.close()
    scratch.remove()
  })

  const certificates = fileURLToPath(new URL('../../vectors/certificates', import.meta.url))
  const play = (name: string) => runPlay(name, { server, scratch: scratch.path, facts: { certificates, metadata } })

  const all = (names: readonly string[], outcome: string) => Object.fromEntries(names.map((name) => [name, outcome]))
  const ROLES = ['role with its instance profile', 'role with a boundary']
  const OTHERS = ['server certificate', 'SAML provider', 'password policy']
  const MADE = ['managed policy', 'user', 'inline policy of the user', 'group', ...ROLES, ...OTHERS]
  const GONE = ['managed policy', 'user', 'group', ...ROLES, ...OTHERS]

  it('makes an account, and finds nothing to change in it the second time', async () => {
    expect(await play('account')).toEqual(all(MADE, 'changed'))
    expect(await play('account')).toEqual(all(MADE, 'ok'))
  })

  it('makes a key pair and a security group, and finds nothing to change the second time', async () => {
    const things = ['key pair', 'security group']
    expect(await play('network')).toEqual({ ...all(things, 'changed'), VPCs: 'ok' })
    expect(await play('network')).toEqual({ ...all(things, 'ok'), VPCs: 'ok' })
  })

  it('takes everything away, and finds nothing left the second time', async () => {
    expect(await play('gone')).toEqual(all(GONE, 'changed'))
    expect(await play('gone')).toEqual(all(GONE, 'ok'))
  })
})
