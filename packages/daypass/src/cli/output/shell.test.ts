import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportLine, isAccessKeyId, isAccountId, isEndpoint, isMadeSecret, isShownSecret } from './shell.js'

describe('a line for a shell', () => {
  it('gives the variable its value, whatever it contains', () => {
    const unit = fc.constantFrom("'", '"', '\\', '$(id)', '`id`', ';', '&', '|', '*', '~', '!', '#', ' ', '{a,b}', 'é', '東', 'x', '$HOME')
    const values = fc.sample(
      fc.array(unit, { minLength: 1, maxLength: 8 }).map((units) => units.join('')),
      { numRuns: 100, seed: 1 },
    )
    const lines = values.flatMap((value) => [exportLine('VALUE', value), 'printf "%s\\n" "$VALUE"'])
    expect(execFileSync('/bin/sh', ['-c', lines.join('\n')], { encoding: 'utf8' })).toBe(values.map((value) => `${value}\n`).join(''))
  })

  it.each(['a\nb', 'a\rb', '\u001b[2J', '\u007f', '\u009b', '\u202e', '\u2028'])('is not made from %j', (value) => {
    expect(() => exportLine('VALUE', value)).toThrow('the value of VALUE cannot be shown')
  })

  it.each([
    [
      isAccountId,
      '111122223333',
      ['11112222333', '1111222233334', '111122223333\n', 'x11122223333', '１11122223333', 111122223333, undefined, null],
    ],
    [isAccessKeyId, 'AKIAQAAAAAAATESTROOT', ['AKIA', 'akiaqaaaaaaatestroot', "AKIAQAAAAAAATESTROOT'", 'AKIAQAAAAAAATESTROOT\n', {}]],
    [
      isMadeSecret,
      'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY01',
      ['short', `${'x'.repeat(40)}\n`, `${'x'.repeat(39)}'`, `${'x'.repeat(39)}=`, 1],
    ],
    [isShownSecret, "it's a $(secret)", ['too short', `${'x'.repeat(16)}\u001b`, `${'x'.repeat(16)}\n`, undefined]],
  ])('has patterns: %o accepts %s and nothing similar', (is, good, bad) => {
    expect([is(good), bad.filter((one) => is(one))]).toEqual([true, []])
  })

  it.each([
    ['http://127.0.0.1:4566', true],
    ['https://[::1]:4566', true],
    ['http://localhost', true],
    ['http://localhost/', false],
    ['http://localhost:4566/x', false],
    ['http://user@localhost', false],
    ["http://localhost';id;'", false],
    ['http://localhost:99999', false],
    ['ftp://localhost', false],
    ['localhost:4566', false],
  ])('has the address %s: %s', (text, expected) => {
    expect(isEndpoint(text)).toBe(expected)
  })
})
