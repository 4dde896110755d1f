// @ts-check
// Owns: the process that runs mutants: `child.mjs SPECIMEN`, then one message per mutant. Its parent ends it if it does not answer.
import { readFileSync } from 'node:fs'
import { openRunner } from './runner.mjs'

const runner = await openRunner(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')))

process.on('message', (/** @type {{ id: number, plan: import('./runner.mjs').Planned[] } | 'baseline'} */ message) => {
  process.send?.(message === 'baseline' ? runner.baseline() : runner.judge(message.id, message.plan))
})
process.send?.('ready')
process.on('disconnect', () => process.exit())
