// Owns: the same AssumeRole in moto_server, if it is installed. Its authentication is off, as it is by default: it verifies no signature.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { signedRequest } from '../load/signed-request.mjs'
import { startServer } from '../servers/process.mjs'
import { call } from './installation.mjs'
import { measure, ratio, summary } from './rounds.mjs'

/** Any key: its signatures are not verified. */
export const KEY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const ACCOUNT = '123456789012'
const REQUESTS = 400
/** Requests of a round are spread over this many roles. */
const ASKED = 10

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

export const isInstalled = () => spawnSync('moto_server', ['--help']).status === 0

/** @param {string} output where it writes its log */
export async function startMoto(output) {
  const command = ['moto_server', '-H', '127.0.0.1', '-p', String(await freePort())]
  return startServer(command, { output, said: /Running on http:\/\/127\.0\.0\.1:(\d+)/ })
}

/** @param {number} port @param {number} roles */
async function furnish(port, roles) {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
  })
  for (let index = 0; index < roles; index++)
    await call(KEY, { service: 'iam', port, parameters: { Action: 'CreateRole', RoleName: `role-${index}`, AssumeRolePolicyDocument } })
}

/** @param {number} port @param {number} roles */
const requestsFor = (port, roles) =>
  Array.from({ length: ASKED }, (_, index) => {
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/role-${(index * roles) / ASKED}`
    return signedRequest(KEY, { service: 'sts', port, parameters: { Action: 'AssumeRole', RoleArn, RoleSessionName: `job-${index}` } })
  })

/** @param {number} roles */
async function raiseMoto(folder, load, roles) {
  const server = await startMoto(join(folder, `moto-${roles}.log`))
  await furnish(server.port, roles)
  const name = `moto | ${roles}`
  await load.keep(name, requestsFor(server.port, roles))
  return { name, server, status: 200, pool: name, count: REQUESTS, roles }
}

/**
 * Undefined if moto is not installed. `ours` are the turns of AssumeRole in daypass, by number of roles: moto gets the same numbers, interleaved
 * with them. @param {string} folder @param {ReturnType<typeof import('../load/load.mjs').startLoad>} load
 * @param {{ rounds: number, count: number, beforeRound: () => Promise<void>, ours: ReadonlyMap<number, import('./rounds.mjs').Turn> }} how
 */
export async function measureMoto(folder, load, { ours, ...how }) {
  if (!isInstalled()) return undefined
  const motos = []
  try {
    for (const roles of ours.keys()) motos.push(await raiseMoto(folder, load, roles))
    const measured = await measure(load, [...ours.values(), ...motos], how)
    const rows = motos.map(({ name, roles }) => {
      const micros = measured.get(name)?.micros ?? []
      const times = ratio(micros, measured.get(ours.get(roles)?.name ?? '')?.micros ?? [])
      return { name: 'AssumeRole', roles, micros: summary(micros), times: times.median }
    })
    return { rows }
  } finally {
    for (const { server } of motos) await server.stop()
  }
}
