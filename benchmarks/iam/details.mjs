// Owns: paging through GetAccountAuthorizationDetails of accounts of two sizes, and what it leaves in memory.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { converse } from '../sts/load/connection.mjs'
import { signedRequest } from '../sts/load/signed-request.mjs'
import { call, installationIn } from '../sts/parts/installation.mjs'
import { cpuMicros, memory, startDaypass } from '../sts/servers/process.mjs'
import { peopleIn } from './account.mjs'

/** Walks until the private memory no longer depends on what was loaded for the first time. */
const WALKS = 3

/** One page, and the marker of the next. */
async function page(key, port, marker) {
  const parameters = { Action: 'GetAccountAuthorizationDetails', ...(marker === undefined ? {} : { Marker: marker }) }
  const requests = [signedRequest(key, { service: 'iam', port, parameters })]
  let text = ''
  const seen = (status, answer) => {
    text = answer.toString('utf8')
    if (status !== 200) throw new Error(text)
  }
  await converse(port, { next: () => requests.shift(), seen })
  return /<Marker>([^<]*)<\/Marker>/.exec(text)?.[1]
}

/** @param {string} folder @param {{ roles: number, policies: number }} size */
export async function measureDetails(folder, { roles, policies }) {
  const own = join(folder, `details-${roles}`)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  const made = await installationIn(own, roles)
  const server = await startDaypass({ ...made, flags: ['--quota', 'RolesPerAccount=1000000'] })
  const { administrator } = await peopleIn(made, server.port)
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: Array.from({ length: 20 }, (_, at) => ({
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: `arn:aws:s3:::bucket-${at}/*`,
    })),
  })
  for (let at = 0; at < policies; at++)
    await call(administrator, {
      service: 'iam',
      port: server.port,
      parameters: { Action: 'CreatePolicy', PolicyName: `policy-${at}`, PolicyDocument: document },
    })
  const idle = memory(server.pid).anonymous
  const before = cpuMicros(server.pid)
  let pages = 0
  for (let walk = 0; walk < WALKS; walk++) {
    let marker
    do {
      marker = await page(administrator, server.port, marker)
      pages += 1
    } while (marker !== undefined)
  }
  const micros = (cpuMicros(server.pid) - before) / pages
  const grown = memory(server.pid).anonymous - idle
  await server.stop()
  return { roles, policies, pages: pages / WALKS, micros, grown }
}
