// @ts-check
// Owns: the process in which mutants live: `child.mjs SPECIMEN`, then one message a mutant. Its parent ends it when it does not answer.
import { readFileSync } from 'node:fs'
import { openLaboratory } from './laboratory.mjs'

const laboratory = await openLaboratory(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')))

process.on('message', (/** @type {{ id: number, plan: import('./laboratory.mjs').Planned[] } | 'baseline'} */ message) => {
  process.send?.(message === 'baseline' ? laboratory.baseline() : laboratory.judge(message.id, message.plan))
})
process.send?.('ready')
process.on('disconnect', () => process.exit())
