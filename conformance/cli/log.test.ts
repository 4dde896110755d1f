// The log of requests, as each --log writes it, with one server each.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'
import { ask } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { form } from '../signed-request.js'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
/** What a client can put into a path, and a terminal would execute. */
const TRICKS = '/bucket/%1B%5B2J%0Aforged%C2%9B31m'
const LINE = /^\d\d:\d\d:\d\dZ (allowed|DENIED |refused) \S+ {2}\S.* {2}\d{3}( \w+)? \d+ ms/

async function askedLines(flags: readonly string[]): Promise<string[]> {
  const server = await ServerProcess.start({ flags })
  const root = { endpoint: server.endpoint, key: server.rootKey() }
  await ask(root, { service: 's3', method: 'PUT', path: '/bucket' })
  await ask(root, form('sts', { Action: 'GetCallerIdentity' }))
  await fetch(`${server.endpoint}${TRICKS}`)
  expect(await server.stop()).toBe(0)
  const { stdout } = server
  await server.close()
  return stdout.trimEnd().split('\n').slice(-2)
}

describe('the log of requests', () => {
  it.each([[[]], [['--log', 'json']]])('has one line of JSON per request without a terminal, with %j', async (flags) => {
    const [identity, object] = (await askedLines(flags)).map((line) => JSON.parse(line))
    expect([identity.operation, object.operation, object.decision]).toEqual(['GetCallerIdentity', 'GetObject', 'deny'])
  })

  it('has one readable line per request with --log pretty, and nothing in it is executed', async () => {
    const [identity = '', object = ''] = await askedLines(['--log', 'pretty'])
    expect(identity).toMatch(/^\S+ allowed 000000000000:root {2}sts:GetCallerIdentity {2}200 \d+ ms$/)
    expect(object).toMatch(LINE)
    expect(object).toMatch(
      / DENIED {2}anonymous {2}s3:GetObject on arn:aws:s3:::bucket\/\\u001b\[2J\\u000aforged\\u009b31m {2}403 AccessDenied /,
    )
  })

  it.runIf(existsSync('/usr/bin/script'))('has readable lines on a terminal', async () => {
    const folder = scratchFolder()
    const dataDir = join(folder.path, 'data')
    const command = `exec ${process.execPath} ${BIN} serve --port 0 --data-dir ${dataDir}`
    const terminal = spawn('/usr/bin/script', ['-qefc', command, '/dev/null'], {
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(terminal, 'close')
    let shown = ''
    for await (const chunk of terminal.stdout.setEncoding('utf8')) {
      const before = shown
      shown += chunk
      const endpoint = /daypass is listening on (\S+)[\s\S]*get-caller-identity/.exec(shown)?.[1]
      if (endpoint !== undefined && !before.includes('get-caller-identity')) void fetch(`${endpoint}/bucket/key`).catch(() => {})
      if (/ms {2}/.test(shown) && !/ms {2}/.test(before)) process.kill(Number(readFileSync(join(dataDir, 'server.pid'), 'utf8')), 'SIGTERM')
    }
    await ended
    folder.remove()
    expect(shown.split('\r\n').find((line) => line.includes('s3:GetObject'))).toMatch(LINE)
    expect(shown).not.toContain('{"time"')
  })
})
