import { isoSeconds } from '../../core/clock.js'
import type { Answer, Request } from '../../core/exchange.js'
import type { Development } from '../../installation/development/development.js'
import type { Installation } from '../../installation/installation.js'
import { badCommand, json, readCommand } from './command.js'

/** `POST /_daypass/reset`: removes all data. */
export async function reset(request: Request, installation: Installation, development: Development): Promise<Answer> {
  if ((await readCommand(request, [])) === undefined) return badCommand('give {}: a reset has no parameters')
  await development.reset()
  return json(200, { reset: true, now: isoSeconds(installation.clock.now()) })
}

/** `POST /_daypass/snapshot`: takes a snapshot, removes one, or lists them. */
export async function snapshot(request: Request, _installation: Installation, development: Development): Promise<Answer> {
  const { name, remove, ...rest } = (await readCommand(request, ['name', 'remove'])) ?? { bad: true }
  if (typeof name === 'string' && remove === undefined) return json(200, { snapshot: await development.snapshot(name) })
  if (typeof remove === 'string' && name === undefined) await development.removeSnapshot(remove)
  else if (name !== undefined || remove !== undefined || rest.bad === true)
    return badCommand('give {"name":"before"} to take a snapshot, {"remove":"before"} to remove one, or {} to list them')
  return json(200, { snapshots: development.snapshots() })
}

/** `POST /_daypass/restore`: brings back a snapshot. */
export async function restore(request: Request, installation: Installation, development: Development): Promise<Answer> {
  const asked = await readCommand(request, ['name'])
  if (typeof asked?.name !== 'string') return badCommand('give {"name":"before"}, the name of a snapshot')
  await development.restore(asked.name)
  return json(200, { restored: asked.name, now: isoSeconds(installation.clock.now()) })
}
