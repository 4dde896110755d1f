import { afterEach, describe, expect, it, vi } from 'vitest'
import { commandName } from './command-name.js'

describe('the name of the command', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each(['./daypass', '../daypass', '/opt/daypass-1.0/bin/daypass', 'daypass2'])('is the one that the launcher gives: %s', (said) => {
    vi.stubEnv('DAYPASS_COMMAND', said)
    expect(commandName()).toBe(said)
  })

  it.each(['', 'npx daypass', '$(id)', 'a;b', '-x', "'", 'a\nb', '~/daypass', 'é', '\u001b[2J', 'x'.repeat(256)])(
    'is daypass if %j is given, which is not a plain word',
    (said) => {
      vi.stubEnv('DAYPASS_COMMAND', said)
      expect(commandName()).toBe('daypass')
    },
  )
})
