import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runDaypass } from '../server-process.js'

const KEY = { AWS_ACCESS_KEY_ID: 'AKIAQAAAAAAAIOSFODNN', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY01' }
const MADE = { AccountId: '111122223333', AccessKeyId: KEY.AWS_ACCESS_KEY_ID, SecretAccessKey: KEY.AWS_SECRET_ACCESS_KEY }
/** What a terminal executes: escape sequences of both kinds, a bell, a carriage return, right-to-left text. */
const TRICKS = '\u001b[2J\u009b31m\u0007\r\u202e'
/** The only thing a shell may evaluate when the command has failed: one line without any foreign text. */
const FAILURE = expect.stringMatching(
  /^test [\\' =&]+ set -eg AWS_[A-Z0-9_ ]+; .*; export AWS_ENDPOINT_URL=http:\/\/daypass-failed\.invalid; false\n$/,
)
/** Everything except printed lines. */
const OBEYED = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u

let server: Server
let answer: { status: number; body: string } = { status: 200, body: '' }
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-hostile-'))
  server = createServer((_request, response) => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

function ask(args: readonly string[], status: number, body: unknown) {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) }
  return runDaypass(args, { ...KEY, AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}
const create = (result: unknown, ...args: string[]) =>
  ask(['account', 'create', '--name', 'other', ...args], 200, { CreateAccountResponse: { CreateAccountResult: result } })
const revoke = (result: unknown, ...args: string[]) =>
  ask(['sessions', 'revoke', '--role', 'r', ...args], 200, { RevokeSessionsResponse: { RevokeSessionsResult: result } })

describe('daypass account create, evaluated by a shell,', () => {
  it('prints an account and a key in the expected form', async () => {
    expect(await create(MADE)).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(
        new RegExp(
          `^# account 111122223333, as its root user\\n: "\\$\\{0#In fish: --shell fish\\}"\\n(unset AWS_[A-Z_ ]+\\n)+export AWS_ACCESS_KEY_ID='${MADE.AccessKeyId}'\\nexport AWS_SECRET_ACCESS_KEY='${MADE.SecretAccessKey}'\\n$`,
        ),
      ),
    })
  })

  it.each([
    ['a command after a new line', { ...MADE, AccountId: '111122223333\ntouch /tmp/owned #' }],
    ['a command in quotes', { ...MADE, AccessKeyId: "AKIA'$(touch /tmp/owned)'" }],
    ['a command in a secret', { ...MADE, SecretAccessKey: "x'; touch /tmp/owned; '" }],
    ['a secret with a new line', { ...MADE, SecretAccessKey: `${MADE.SecretAccessKey}\n` }],
    ['an account that is a number', { ...MADE, AccountId: 111122223333 }],
    ['a list', { ...MADE, AccountId: ['111122223333'] }],
    ['nothing', {}],
    ['text', 'touch /tmp/owned'],
    ['null', null],
  ])('prints nothing of an answer with %s', async (_what, result) => {
    for (const flags of [[], ['--json']]) {
      const { code, stdout, stderr } = await create(result, ...flags)
      expect([code, stdout]).toEqual([1, flags.length > 0 ? '' : FAILURE])
      expect(stderr).toMatch(/^daypass: The server at AWS_ENDPOINT_URL d.*\n$/)
      expect(stderr).not.toContain('owned')
    }
  })

  it('prints no other account than the requested one', async () => {
    expect(await create(MADE, '--id', '444455556666')).toMatchObject({ code: 1, stdout: FAILURE })
  })
})

describe('a text from the server', () => {
  it.each([
    ['an error', 403, { Error: { Code: `Access${TRICKS}`, Message: `Denied${TRICKS}\nsecond line` } }],
    ['an error without texts', 400, { Error: { Code: 1, Message: [TRICKS] } }],
    ['an error of another shape', 500, { Error: TRICKS }],
    ['markup', 200, `<html>${TRICKS}</html>`],
    ['another document', 200, [TRICKS]],
    ['a result that is missing', 200, { CreateAccountResponse: null }],
    ['a prototype', 200, '{"__proto__":{"CreateAccountResponse":{"CreateAccountResult":{}}}}'],
  ])('is shown but never executed, and the command ends with 1: %s', async (_what, status, body) => {
    const { code, stdout, stderr } = await ask(['account', 'create', '--name', 'other'], status, body)
    expect([code, stdout]).toEqual([1, FAILURE])
    expect(stderr).toMatch(/^daypass: [^\n]+\n$/)
    expect(stderr).not.toMatch(OBEYED)
  })

  it.each([['1e999'], [-1], [1e12], [null], [TRICKS], [undefined]])(
    'is not accepted as the time of a revocation when it is %j',
    async (IssuedBefore) => {
      expect(await revoke({ IssuedBefore })).toEqual({
        code: 1,
        stdout: '',
        stderr: 'daypass: The server at AWS_ENDPOINT_URL did not answer with a time. Is it a daypass server?\n',
      })
    },
  )

  it('is accepted as the time of a revocation in seconds', async () => {
    expect(await revoke({ IssuedBefore: 1_767_323_045 }, '--json')).toMatchObject({
      code: 0,
      stdout: '{"issuedBefore":"2026-01-02T03:04:05.000Z"}\n',
    })
  })
})

describe('daypass sessions revoke', () => {
  it.each(['2026-02-31T00:00:00Z', '2026-01-02T25:00:00Z', '2026-01-02T03:04:05', '2026-01-02'])(
    'refuses an invalid time for --issued-before: %s',
    async (time) => {
      const { code, stderr } = await revoke({ IssuedBefore: 0 }, '--issued-before', time)
      expect([code, stderr]).toEqual([1, `daypass: --issued-before must be an ISO 8601 time such as 2026-11-23T10:00:00Z, not ${time}.\n`])
    },
  )
})

describe('a text in a file', () => {
  const kept = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const environment = { DAYPASS_ROOT_ACCESS_KEY_ID: KEY.AWS_ACCESS_KEY_ID, DAYPASS_ROOT_SECRET_ACCESS_KEY: KEY.AWS_SECRET_ACCESS_KEY }

  it.each([
    "http://127.0.0.1:4566'; touch /tmp/owned; '",
    'http://127.0.0.1:4566\ntouch /tmp/owned',
    `http://127.0.0.1${TRICKS}`,
    'file:///etc',
    '',
  ])('is not accepted as an address for a shell when it is %j', async (endpoint) => {
    kept('endpoint', endpoint)
    const { code, stdout, stderr } = await runDaypass(['env', '--data-dir', folder], environment)
    expect([code, stdout]).toEqual([1, FAILURE])
    expect(stderr).toContain('does not contain the address of a server')
    expect(stderr).not.toMatch(OBEYED)
  })

  it.each(['http://127.0.0.1:4566', 'https://[::1]:4566', 'http://localhost:1\n'])(
    'is accepted as an address for a shell when it is %j',
    async (endpoint) => {
      kept('endpoint', endpoint)
      const { stdout } = await runDaypass(['env', '--data-dir', folder], environment)
      expect(stdout).toContain(`export AWS_ENDPOINT_URL='${endpoint.trim()}'\n`)
    },
  )

  it('is not accepted as a root key for a shell when it has another shape', async () => {
    kept('endpoint', 'http://127.0.0.1:4566')
    for (const DAYPASS_ROOT_SECRET_ACCESS_KEY of [`${KEY.AWS_SECRET_ACCESS_KEY}\ntouch`, TRICKS.repeat(4), 'short'])
      expect(await runDaypass(['env', '--data-dir', folder], { ...environment, DAYPASS_ROOT_SECRET_ACCESS_KEY })).toMatchObject({
        code: 1,
        stdout: FAILURE,
      })
    const quoted = await runDaypass(['env', '--data-dir', folder], {
      ...environment,
      DAYPASS_ROOT_SECRET_ACCESS_KEY: "it's a $(secret) of mine",
    })
    expect(quoted.stdout).toContain(`export AWS_SECRET_ACCESS_KEY='it'\\''s a $(secret) of mine'\n`)
  })

  it.each(['check', 'lint'])('is shown but never executed by daypass policy %s', async (command) => {
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: `Allow${TRICKS}`, Action: `s3:${TRICKS}`, Resource: `*${TRICKS}`, [TRICKS]: 1 }],
    }
    // Most tools escape only what JSON requires: C1 and bidirectional controls are in the file unescaped.
    const file = kept('policy\u009b31m.json', JSON.stringify(policy))
    for (const flags of [[], ['--json']]) {
      const { code, stdout, stderr } = await runDaypass(['policy', command, file, '--kind', 'identity', ...flags])
      expect([code, `${stdout}${stderr}`.match(OBEYED)]).toEqual([1, null])
      expect(stdout).toContain('u009b')
    }
  })

  it.each([['test'], ['explain']])('is shown but never executed by daypass policy %s', async (command) => {
    const request = { principal: 'arn:aws:iam::111122223333:user/a', action: 's3:GetObject', resource: `arn:aws:s3:::b/${TRICKS}` }
    const one = { id: `id${TRICKS}\nforged`, why: TRICKS, request, policies: { identity: [] }, expect: { decision: 'Allow' } }
    const { stdout, stderr } = await runDaypass(['policy', command, kept('case.json', JSON.stringify([one, { ...one, id: 'two' }]))])
    expect(`${stdout}${stderr}`).not.toMatch(OBEYED)
    expect(`\n${stdout}${stderr}`).not.toContain('\nforged')
  })

  it('is shown but never executed by daypass policy diff', async () => {
    const allow = (Resource: string) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource }] })
    const files = [kept('old.json', allow('arn:aws:s3:::a/x')), kept('new.json', allow(`arn:aws:s3:::b/\u009b31m\u202e\u007f`))]
    const { code, stdout } = await runDaypass(['policy', 'diff', ...files])
    expect([code, stdout.match(OBEYED)]).toEqual([0, null])
    expect(stdout).toContain('\\u009b31m\\u202e\\u007f')
  })
})
