// Owns: the same AssumeRole asked of moto_server, where it is installed. Its authentication is off, as it is by default: it verifies no signature.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { signedRequest } from '../load/signed-request.mjs'
import { startServer } from '../servers/process.mjs'
import { call } from './installation.mjs'
import { measure, summary } from './rounds.mjs'

const KEY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
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

/**
 * Undefined where moto is not installed. `ours` is what AssumeRole took here, by number of roles: moto is asked with as many.
 * @param {string} folder @param {ReturnType<typeof import('../load/load.mjs').startLoad>} load @param {{ rounds: number, ours: ReadonlyMap<number, number> }} how
 */
export async function measureMoto(folder, load, { rounds, ours }) {
  if (spawnSync('moto_server', ['--help']).status !== 0) return undefined
  const rows = []
  for (const [roles, micros] of ours) rows.push(await measureWith(roles, { folder, load, rounds, ours: micros }))
  return { rows }
}

/** @param {number} roles */
async function measureWith(roles, { folder, load, rounds, ours }) {
  const command = ['moto_server', '-H', '127.0.0.1', '-p', String(await freePort())]
  const server = await startServer(command, { output: join(folder, 'moto.log'), said: /Running on http:\/\/127\.0\.0\.1:(\d+)/ })
  try {
    await furnish(server.port, roles)
    await load.keep('moto', requestsFor(server.port, roles))
    const measured = await measure(load, [{ name: 'moto', server, status: 200, pool: 'moto' }], {
      rounds,
      count: REQUESTS,
      beforeRound: async () => {},
    })
    const micros = summary(measured.get('moto')?.micros ?? [])
    return { name: 'AssumeRole', roles, micros, times: micros.median / ours }
  } finally {
    await server.stop()
  }
}
