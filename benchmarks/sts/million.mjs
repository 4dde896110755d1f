// Owns: a million sessions, issued by signed AssumeRole requests through the server's own pipeline in this process (no sockets, so that it takes
// minutes, not hours), with samples of the memory: a session must leave nothing behind. `npm run bench:sts:sessions` builds first and starts this;
// `--check`: exit status 1 when more remains than the target allows.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lineAudit } from '../../packages/daypass/dist/audit/audit.js'
import { openInstallation } from '../../packages/daypass/dist/installation/installation.js'
import { answerRequest } from '../../packages/daypass/dist/pipeline/pipeline.js'
import { headersOf } from '../../packages/daypass/dist/server/read-request.js'
import { makeRouter } from '../../packages/daypass/dist/server/route.js'
import { signCases } from './parts/cases.mjs'
import { makeInstallation } from './parts/installation.mjs'
import { leftBehind } from './parts/left-behind.mjs'
import { memory, startDaypass } from './servers/process.mjs'

const STEPS = 20
const FRESH_MILLISECONDS = 600_000

const total = 1_000_000
/** Bytes. A reference per session would show as 8. */
const MOST_PER_SESSION = 4
const folder = mkdtempSync(join(tmpdir(), 'daypass-bench-'))

/** @param {Buffer} bytes a request as sent over a socket */
function taken(bytes) {
  const [head = '', body = ''] = bytes.toString('latin1').split('\r\n\r\n')
  const rawHeaders = head
    .split('\r\n')
    .slice(1)
    .flatMap((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)])
  return { rawHeaders, body: Buffer.from(body, 'latin1') }
}

async function signed(made) {
  const server = await startDaypass(made)
  const cases = await signCases(made, server.port)
  await server.stop()
  return { at: Date.now(), requests: (cases.find(({ name }) => name === 'AssumeRole')?.requests ?? []).map(taken) }
}

const open = (made) =>
  openInstallation({
    dataDir: made.dataDir,
    store: 'lmdb',
    masterKey: { besideData: `${made.dataDir}.master-key`, mayMake: false, warn: () => {} },
    audit: lineAudit(
      (bytes) => bytes.length,
      (text) => console.error(text),
    ),
    dev: false,
  })

async function* only(bytes) {
  yield bytes
}

async function issue(installation, { rawHeaders, body }) {
  const request = {
    id: installation.ids.requestId(),
    method: 'POST',
    path: '/',
    query: '',
    rawHeaders,
    headers: headersOf(rawHeaders),
    sourceIp: '127.0.0.1',
    secure: false,
    body: only(body),
  }
  const routed = await makeRouter(Object.values(installation.protocols))(request)
  const { status, body: text } = await answerRequest(installation.runtime, routed.protocol, routed.request)
  if (status !== 200) throw new Error(String(text))
}

try {
  const made = await makeInstallation(folder, 10)
  let pool = await signed(made)
  let installation = await open(made)
  const samples = []
  for (let done = 1; done <= total; done++) {
    await issue(installation, pool.requests[done % pool.requests.length])
    // A turn of the event loop from time to time, as with sockets.
    if (done % 64 === 0) await new Promise((resolve) => setImmediate(resolve))
    if (done % (total / STEPS) !== 0) continue
    samples.push(memory(process.pid).anonymous)
    console.error(`${done} sessions, ${(samples.at(-1) / 2 ** 20).toFixed(1)} MiB`)
    if (Date.now() - pool.at < FRESH_MILLISECONDS) continue
    await installation.close()
    pool = await signed(made)
    installation = await open(made)
  }
  await installation.close()
  const result = { total, samples, bytesPerSession: leftBehind(samples, total / STEPS) }
  mkdirSync(new URL('results/', import.meta.url), { recursive: true })
  writeFileSync(new URL('results/sessions.json', import.meta.url), `${JSON.stringify(result)}\n`)
  console.log(
    `${total} sessions; ${result.bytesPerSession.toFixed(2)} bytes a session over the second half; MiB: ${samples.map((one) => (one / 2 ** 20).toFixed(0)).join(', ')}`,
  )
  if (process.argv.includes('--check') && result.bytesPerSession > MOST_PER_SESSION) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
