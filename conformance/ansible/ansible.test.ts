// Owns: Ansible as a team runs it: a play that describes an account, twice, and a play that takes everything away, twice. A module that cannot read back
// what it wrote reports a change the second time.
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, keyVariables, scratchFolder, without } from '../clean-environment.js'
import { samlMetadata } from '../iam/saml-metadata.js'
import { runWithin } from '../run-program.js'
import { ServerProcess } from '../server-process.js'

interface Task {
  readonly task: { readonly name: string }
  readonly hosts: { readonly localhost: { readonly changed?: boolean; readonly failed?: boolean; readonly msg?: unknown } }
}

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

  /** What each task of a play did: `changed`, `ok`, or what it failed with. */
  async function play(name: string): Promise<Record<string, unknown>> {
    const folder = fileURLToPath(new URL('.', import.meta.url))
    const certificates = fileURLToPath(new URL('../../vectors/certificates', import.meta.url))
    const facts = { endpoint: server.endpoint, certificates, metadata, ansible_python_interpreter: '/usr/bin/python3' }
    const extra = JSON.stringify(facts)
    const { stdout, stderr } = await runWithin(
      180_000,
      ['/usr/bin/ansible-playbook', '-i', 'localhost,', '-e', extra, `${folder}${name}.yml`],
      cleanEnvironment({
        ...keyVariables(server.rootKey()),
        HOME: scratch.path,
        ANSIBLE_HOME: scratch.path,
        ANSIBLE_LOCAL_TEMP: scratch.path,
        ANSIBLE_REMOTE_TEMP: scratch.path,
        ANSIBLE_NOCOLOR: '1',
        ANSIBLE_STDOUT_CALLBACK: 'ansible.posix.json',
        ANSIBLE_DEPRECATION_WARNINGS: '0',
      }),
    )
    const start = stdout.indexOf('{')
    if (start < 0) throw new Error(`${stdout}\n${stderr}`)
    const { plays } = JSON.parse(stdout.slice(start)) as { plays: { tasks: Task[] }[] }
    return Object.fromEntries(
      plays.flatMap(({ tasks }) => tasks.map(({ task, hosts: { localhost } }) => [task.name, outcomeOf(localhost)] as const)),
    )
  }

  const outcomeOf = ({ changed, failed, msg }: Task['hosts']['localhost']): unknown => {
    if (failed === true) return msg
    return changed === true ? 'changed' : 'ok'
  }

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
