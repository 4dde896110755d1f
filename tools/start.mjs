// @ts-check
// Owns: `npm start`: whatever a fresh clone lacks is installed and built, then the server runs.
// `npm start -- --flag` hands its arguments to `daypass serve`.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { ensureBuild, ensurePackages } from './install.mjs'
import { ownRoot } from './reading/source-tree.mjs'

/** A terminal's Ctrl-C arrives once from the terminal and once more from npm: within this many milliseconds that is one wish, later it is a second one. */
const oneWish = 1000

/** @param {string[]} args */
function serve(args) {
  // A process group of its own: else the terminal signals the server too, and the signal passed on below would cut its drain short.
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
  // npm does not pass a SIGTERM on to what its shell started: whoever is left alone by it stops the server all the same.
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
