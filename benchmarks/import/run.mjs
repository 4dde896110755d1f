// @ts-check
// Measures `daypass import aws` of accounts of two sizes, first and again, against a server with LMDB on this disk: CPU of the server, and the time that a
// user waits. Prints every figure that the README quotes.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onStage } from '../sts/parts/stage.mjs'
import { cpuMicros, startDaypass } from '../sts/servers/process.mjs'
import { syntheticAccount } from './synthetic-account.mjs'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
const SIZES = [
  { roles: 200, policies: 100, users: 50 },
  { roles: 2_000, policies: 1_000, users: 500 },
]

await onStage(undefined, async (folder) => {
  for (const sizes of SIZES) {
    const own = join(folder, `import-${sizes.roles}`)
    const file = `${own}.json`
    writeFileSync(file, JSON.stringify(syntheticAccount({ ...sizes, usedAt: new Date().toISOString() })))
    const server = await startDaypass({ dataDir: own, output: `${own}.log` })
    const root = JSON.parse(readFileSync(join(own, 'root-credentials.json'), 'utf8'))
    const env = {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${server.port}`,
      AWS_ACCESS_KEY_ID: root.accessKeyId,
      AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
    }
    for (const what of ['first', 'again']) {
      const before = cpuMicros(server.pid)
      const start = performance.now()
      const ended = spawnSync(process.execPath, [BIN, 'import', 'aws', file], { env, encoding: 'utf8' })
      if (ended.status !== 0 || /left out:/.test(ended.stdout)) throw new Error(ended.stderr + ended.stdout)
      const [seconds, cpu] = [(performance.now() - start) / 1_000, (cpuMicros(server.pid) - before) / 1_000_000]
      console.log(
        `${sizes.roles} roles, ${sizes.policies} policies, ${sizes.users} users, ${what}: ${seconds.toFixed(1)} s, ${cpu.toFixed(1)} s of CPU of the server`,
      )
    }
    await server.stop()
  }
})
