import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { cleanEnvironment } from '../clean-environment.js'
import { runProgram } from '../run-program.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(`${root}/docs/policy-cli.md`, 'utf8')

/** A block of the page: a command, over several lines when they end in a backslash, and what it prints. */
const blocks = [...page.matchAll(/```console\n\$ ((?:.*\\\n)*.*)\n([\s\S]*?)```/g)].map(([, command = '', output = '']) => ({
  command,
  output,
}))

describe('the commands of docs/policy-cli.md', () => {
  it.each(blocks)('$command', async ({ command, output }) => {
    const ours = command.replaceAll('npx daypass', `'${process.execPath}' packages/daypass/bin/daypass.js`)
    const { stdout, stderr } = await runProgram('bash', ['-c', `cd '${root}' && { ${ours}; } 2>&1`], cleanEnvironment())
    expect([stdout, stderr]).toEqual([output, ''])
  })

  it('are there, one at least for each of the four', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(8)
    for (const name of ['test', 'check', 'diff', 'explain']) {
      expect(blocks.some(({ command }) => command.includes(`daypass policy ${name} `))).toBe(true)
    }
  })
})
