import { fileURLToPath } from 'node:url'
import { cleanEnvironment, keyVariables } from '../clean-environment.js'
import { runWithin } from '../run-program.js'
import type { ServerProcess } from '../server-process.js'

interface Task {
  readonly task: { readonly name: string }
  readonly hosts: { readonly localhost: { readonly changed?: boolean; readonly failed?: boolean; readonly msg?: unknown } }
}

/** Runs a play of this folder against a server, and gives what each task of it did: `changed`, `ok`, or what it failed with. */
export async function runPlay(
  name: string,
  { server, scratch, facts }: { readonly server: ServerProcess; readonly scratch: string; readonly facts: object },
): Promise<Record<string, unknown>> {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const extra = JSON.stringify({ endpoint: server.endpoint, ansible_python_interpreter: '/usr/bin/python3', ...facts })
  const { stdout, stderr } = await runWithin(
    180_000,
    ['/usr/bin/ansible-playbook', '-i', 'localhost,', '-e', extra, `${folder}${name}.yml`],
    cleanEnvironment({
      ...keyVariables(server.rootKey()),
      HOME: scratch,
      ANSIBLE_HOME: scratch,
      ANSIBLE_LOCAL_TEMP: scratch,
      ANSIBLE_REMOTE_TEMP: scratch,
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
