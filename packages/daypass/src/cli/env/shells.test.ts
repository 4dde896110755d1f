import { describe, expect, it } from 'vitest'
import { misleadingVariables } from './aws-variables.js'
import { failureLines } from './failure.js'
import { NOWHERE, shellNamed } from './shells.js'

const lines = (shell: string, value: string) => shellNamed(shell, {}).lines({ NAME: value }, ['AWS_PROFILE', 'AWS_ROLE_ARN'])

describe('the lines for a shell', () => {
  it.each([
    ['bash', `it's \\`, [`: "\${0#In fish: --shell fish}"`, 'unset AWS_PROFILE AWS_ROLE_ARN', `export NAME='it'\\''s \\'`]],
    ['fish', `it's \\`, ['if true;', 'set -eg AWS_PROFILE AWS_ROLE_ARN;', `set -gx NAME 'it\\'s \\\\';`, 'true;', 'end;']],
    [
      'powershell',
      `it's $x \u2019`,
      ['Remove-Item -ErrorAction SilentlyContinue Env:AWS_PROFILE, Env:AWS_ROLE_ARN', `$env:NAME = 'it''s $x \u2019\u2019'`],
    ],
    ['dotenv', 'https://[::1]:4566', ['NAME=https://[::1]:4566']],
    ['dotenv', 'a "b" #c', [`NAME='a "b" #c'`]],
    ['json', `it's "x"`, ['{', '  "NAME": "it\'s \\"x\\""', '}']],
  ])('%s: %s', (shell, value, expected) => {
    expect(lines(shell, value)).toEqual(expected)
  })

  it('are an error for values that programs parse differently', () => {
    expect(() => lines('dotenv', "it's")).toThrow("NAME contains a '")
  })

  it.each([
    [undefined, '/bin/bash', 'bash'],
    [undefined, undefined, 'bash'],
    [undefined, '/usr/local/bin/fish', 'fish'],
    ['zsh', '/usr/bin/fish', 'bash'],
    ['fish', '/bin/bash', 'fish'],
  ])('are for the shell %s, with $SHELL %s, as for %s', (name, SHELL, expected) => {
    expect(shellNamed(name, { SHELL })).toBe(shellNamed(expected, {}))
  })
})

describe('variables that lead elsewhere', () => {
  it('are every endpoint that is set, except names that a shell does not accept', () => {
    const set = { AWS_ENDPOINT_URL_DYNAMODB: 'x', TF_AWS_IAM_ENDPOINT: 'x', 'AWS_ENDPOINT_URL_$(id)': 'x', AWS_REGION: 'x', PATH: 'x' }
    const names = misleadingVariables(set)
    expect(names.filter((name) => !misleadingVariables({}).includes(name))).toEqual(['AWS_ENDPOINT_URL_DYNAMODB', 'TF_AWS_IAM_ENDPOINT'])
    expect(names.every((name) => /^[A-Z0-9_]+$/.test(name))).toBe(true)
  })
})

describe('the output of a failed command', () => {
  const failure = (...words: string[]) => failureLines(words, {}, ['serve', 'env', 'account'])

  it.each([
    [['env']],
    [['env', '--shell', 'nothing']],
    [['env', '--shell', 'fish']],
    [['account', 'create']],
    [['account', 'creat']],
    [['account']],
    [['evn']],
  ])('fails for a shell: %j', (words) => {
    expect(failure(...words)).toEqual([expect.stringMatching(/^test .*; export AWS_ENDPOINT_URL=http:\/\/daypass-failed\.invalid; false$/)])
  })

  it.each([[['--shell', 'powershell']], [['--shell=pwsh']]])('throws for PowerShell: %j', (words) => {
    expect(failure('env', ...words)).toEqual([expect.stringMatching(/^Remove-Item .*Env:AWS_PROFILE.*; throw 'daypass failed\.'$/)])
  })

  it('leads nowhere in a file, and is not valid JSON', () => {
    expect(failure('env', '--shell', 'dotenv')).toEqual([`AWS_ENDPOINT_URL=${NOWHERE}`])
    expect(failure('env', '--shell=json')).toEqual([])
  })

  it.each([[[]], [['serve']], [['account', 'list']], [['account', 'create', '--json']]])('is empty if nobody evaluates it: %j', (words) => {
    expect(failure(...words)).toEqual([])
  })
})
