// @ts-check
// Owns: `npm start`: installs and builds what a fresh clone lacks, then runs the server. `npm start -- --flag` passes its arguments to `daypass
// serve`.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { ensureBuild, ensurePackages } from './install.mjs'
import { ownRoot } from './reading/source-tree.mjs'

/**
 * A terminal's Ctrl-C arrives once from the terminal and once more from npm: within this many milliseconds both count as one, later as a second one.
 */
const oneWish = 1000

/** @param {string[]} args */
function serve(args) {
  // In its own process group: otherwise the terminal also signals the server, and the signal that is passed on below would end its drain early.
  const child = spawn(process.execPath, [join(ownRoot, 'packages/daypass/bin/daypass.js'), 'serve', ...args], {
    stdio: 'inherit',
    detached: true,
    env: { ...process.env, DAYPASS_COMMAND: './daypass' },
  })
  let last = Number.NEGATIVE_INFINITY
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      const now = performance.now()
      if (now - last >= oneWish) child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
      last = now
    })
  }
  // npm does not pass a SIGTERM on to what its shell started: when this process loses its parent, it stops the server.
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 500)
  child.on('error', (error) => {
    console.error(`npm start: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
}

if (!ensurePackages()) {
  console.error('npm start: npm ci failed, see above')
  process.exit(1)
}
if (!ensureBuild()) {
  console.error('npm start: the build failed, see above')
  process.exit(1)
}
serve(process.argv.slice(2))
