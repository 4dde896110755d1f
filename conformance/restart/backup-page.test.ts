import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
const page = readFileSync(new URL('../../docs/backup.md', import.meta.url), 'utf8')
const folder = scratchFolder()
const dataDir = join(folder.path, '.daypass')
const backups = join(folder.path, 'backups')
afterAll(() => folder.remove())

/** The shell lines under a heading of the page that name the backup; backups are in the folder of this test. */
function linesBelow(heading: string): string {
  const blocks =
    page
      .split(`\n## ${heading}\n`)[1]
      ?.split('\n## ')[0]
      ?.matchAll(/^```sh\n([\s\S]*?)^```$/gm) ?? []
  const lines = [...blocks].map(([, text = '']) => text).find((text) => text.includes('TO'))
  if (lines === undefined) throw new Error(`no lines below ${heading}`)
  return lines
}

const bin = join(folder.path, 'bin')
mkdirSync(bin)
writeFileSync(join(folder.path, 'daypass'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 })
/** Every backup of this test has another second. */
writeFileSync(join(bin, 'date'), `#!/bin/sh\nn=$(ls '${backups}' 2>/dev/null | wc -l)\necho "2026-11-29T17400$((n))Z"\n`, { mode: 0o755 })

const shell = (lines: string, to = '') => {
  const environment = { ...cleanEnvironment(), PATH: `${bin}:${process.env.PATH}`, HOME: folder.path, TO: to }
  return promisify(execFile)('/bin/sh', ['-c', lines], { cwd: folder.path, env: environment, timeout: 10_000 })
}
const idIn = (data: string): string => readFileSync(join(data, 'objects', 'installation'), 'utf8')

describe('the page on backups', () => {
  it('has lines that back up after a crash and from a running server, one backup next to the other, and that restore', async () => {
    const server = await ServerProcess.start({ dataDir })
    await server.kill()
    expect(existsSync(join(dataDir, 'server.pid'))).toBe(true)
    await shell(linesBelow('Back up'))
    await server.restart()
    await shell(linesBelow('Back up'))
    const made = readdirSync(backups).sort()
    expect(made).toEqual(['daypass-2026-11-29T174000Z', 'daypass-2026-11-29T174001Z'])
    const { stdout } = await shell(linesBelow('Restore'), join(backups, made[1] ?? ''))
    expect(stdout).toContain('is a whole backup')
    expect(idIn(dataDir)).toBe(idIn(`${dataDir}.damaged`))
    await server.kill()
    await server.restart()
    expect(await server.stop()).toBe(0)
  })
})
