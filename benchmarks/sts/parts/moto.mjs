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
const ROLES = 10
const REQUESTS = 400

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

async function furnish(port) {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
  })
  for (let index = 0; index < ROLES; index++)
    await call(KEY, { service: 'iam', port, parameters: { Action: 'CreateRole', RoleName: `role-${index}`, AssumeRolePolicyDocument } })
}

const requestsFor = (port) =>
  Array.from({ length: ROLES }, (_, index) =>
    signedRequest(KEY, {
      service: 'sts',
      port,
      parameters: { Action: 'AssumeRole', RoleArn: `arn:aws:iam::${ACCOUNT}:role/role-${index}`, RoleSessionName: `job-${index}` },
    }),
  )

/** Undefined where moto is not installed. @param {string} folder @param {ReturnType<typeof import('../load/load.mjs').startLoad>} load @param {{ rounds: number, assumeRole: number }} how */
export async function measureMoto(folder, load, { rounds, assumeRole }) {
  if (spawnSync('moto_server', ['--help']).status !== 0) return undefined
  const command = ['moto_server', '-H', '127.0.0.1', '-p', String(await freePort())]
  const server = await startServer(command, { output: join(folder, 'moto.log'), said: /Running on http:\/\/127\.0\.0\.1:(\d+)/ })
  try {
    await furnish(server.port)
    await load.keep('moto', requestsFor(server.port))
    const measured = await measure(load, [{ name: 'moto', server, status: 200, pool: 'moto' }], {
      rounds,
      count: REQUESTS,
      beforeRound: async () => {},
    })
    const micros = summary(measured.get('moto')?.micros ?? [])
    return { rows: [{ name: 'AssumeRole', roles: ROLES, micros, times: micros.median / assumeRole }] }
  } finally {
    await server.stop()
  }
}
