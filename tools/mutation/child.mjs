// @ts-check
// Owns: the process that runs mutants: `child.mjs SPECIMEN`, then one message per mutant. Its parent ends it if it does not answer.
import { readFileSync } from 'node:fs'
import { openLaboratory } from './laboratory.mjs'

const laboratory = await openLaboratory(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')))

process.on('message', (/** @type {{ id: number, plan: import('./laboratory.mjs').Planned[] } | 'baseline'} */ message) => {
  process.send?.(message === 'baseline' ? laboratory.baseline() : laboratory.judge(message.id, message.plan))
})
process.send?.('ready')
process.on('disconnect', () => process.exit())
