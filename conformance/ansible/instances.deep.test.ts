// Owns: an instance of EC2 as Ansible keeps it: the play that describes it changes something once, and the play that ends it too.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder, without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { runPlay } from './play.js'

describe.skipIf(without('ansible'))('Ansible with instances', () => {
  const scratch = scratchFolder()
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start({ flags: ['--dev'] })
  })
  afterAll(async () => {
    await server.close()
    scratch.remove()
  })
  const play = (name: string) => runPlay(name, { server, scratch: scratch.path, facts: { waits: false } })

  it('launches one, and finds nothing to change in it the second time', { timeout: 300_000 }, async () => {
    expect(await play('instances')).toEqual({ 'security group': 'changed', image: 'ok', instance: 'changed' })
    await server.advance('PT5S')
    expect(await play('instances')).toEqual({ 'security group': 'ok', image: 'ok', instance: 'ok' })
  })

  it('ends it, and finds nothing left the second time', { timeout: 300_000 }, async () => {
    expect(await play('instances-gone')).toEqual({ instance: 'changed' })
    await server.advance('PT10S')
    expect(await play('instances-gone')).toEqual({ instance: 'ok' })
  })
})
