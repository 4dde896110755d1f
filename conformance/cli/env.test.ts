import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, without } from '../clean-environment.js'
import { runProgram } from '../run-program.js'
import { ServerProcess } from '../server-process.js'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
const LAUNCHER = fileURLToPath(new URL('../../daypass', import.meta.url))
/** Everything that could break in a shell, in a secret that somebody chose. */
const SECRET = `it's a $(touch x) \\ "secret" \\' of #mine; !x`
const KEY_ID = 'AKIAIOSFODNN7EXAMPLE'
const KEY = { DAYPASS_ROOT_ACCESS_KEY_ID: KEY_ID, DAYPASS_ROOT_SECRET_ACCESS_KEY: SECRET }
/** The environment of someone who works with AWS. */
const BEFORE = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNNBEFORE00',
  AWS_SECRET_ACCESS_KEY: 'before',
  AWS_SESSION_TOKEN: 'before',
  AWS_SECURITY_TOKEN: 'before',
  AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z',
  AWS_PROFILE: 'production',
  AWS_DEFAULT_PROFILE: 'production',
  AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/production',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/before',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/before',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_USE_FIPS_ENDPOINT: 'true',
  TF_AWS_S3_ENDPOINT: 'http://127.0.0.1:1',
}
const NOWHERE = 'http://daypass-failed.invalid'
const FAILED = { AWS_ENDPOINT_URL: NOWHERE, AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-1' }

const word = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
const called = (args: readonly string[]): string => [process.execPath, BIN, ...args].map(word).join(' ')
const inEnvironment = (set: Record<string, string>) =>
  ['/usr/bin/env', ...Object.entries(set).map(([name, value]) => `${name}=${value}`)].join(' ')
const evalOf = (call: string): string => `eval "$(${call})"; echo "status=$?"; env`
const SHELLS: { name: string; program: string; script: (call: string) => string }[] = [
  { name: 'sh', program: '/bin/sh', script: evalOf },
  { name: 'bash', program: '/bin/bash', script: evalOf },
  { name: 'zsh', program: '/usr/bin/zsh', script: evalOf },
  { name: 'fish, by source', program: '/usr/bin/fish', script: (call) => `${call} | source; echo "status=$status"; env` },
  { name: 'fish, by eval', program: '/usr/bin/fish', script: (call) => `eval (${call}); echo "status=$status"; env` },
]
const there = SHELLS.filter(({ name }) => !without(name.split(',')[0] ?? ''))

/** The AWS variables in the shell afterwards, and the status of what it evaluated. */
async function leftBy(shell: (typeof SHELLS)[number], args: readonly string[], environment: Record<string, string>, call = called(args)) {
  const inherited = cleanEnvironment({ ...BEFORE, SHELL: shell.program, ...environment })
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_EC2_METADATA_DISABLED', 'AWS_PAGER']) delete inherited[name]
  const { stdout, stderr } = await runProgram(shell.program, ['-c', shell.script(call)], inherited)
  const lines = stdout.split('\n').map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)])
  const { status, ...variables } = Object.fromEntries(lines.filter(([name = '']) => /^(?:status$|(?:TF_)?AWS_)/.test(name)))
  return { status, variables, stderr }
}

let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start({ environment: KEY })
})
afterAll(() => server.close())

describe.each(there)('$name', (shell) => {
  it('has endpoint, key and region after `daypass env`, and nothing else', async () => {
    expect(await leftBy(shell, ['env', '--data-dir', server.dataDir], KEY)).toEqual({
      status: '0',
      variables: {
        AWS_ENDPOINT_URL: server.endpoint,
        AWS_ACCESS_KEY_ID: KEY_ID,
        AWS_SECRET_ACCESS_KEY: SECRET,
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
      },
      stderr: '',
    })
  })

  it('has a status that is not 0, no key and no endpoint when `daypass env` failed', async () => {
    const { status, variables } = await leftBy(shell, ['env', '--data-dir', '/nope'], {})
    expect([status, variables]).toEqual(['1', FAILED])
  })
})

describe('a command that fails, whatever the reason,', () => {
  const [sh] = SHELLS as [(typeof SHELLS)[number]]
  it.each<[string, string[], Record<string, string>, string]>([
    ['there is no data', ['env', '--data-dir', '/nope'], {}, 'There is no root key in /nope.'],
    ['the data directory cannot exist', ['env', '--data-dir', '/dev/null/x'], {}, 'cannot be opened'],
    ['a flag is unknown', ['env', '--data-dri', '.daypass'], {}, 'unknown option'],
    ['there is an argument too many', ['env', 'root'], {}, 'too many arguments'],
    ['a shell is unknown', ['env', '--shell', 'elvish'], {}, 'Allowed choices are'],
    ['a variable is unknown', ['env'], { DAYPASS_DATADIR: '/x' }, 'Unknown environment variable DAYPASS_DATADIR'],
    ['the key is not valid', ['env'], { ...KEY, DAYPASS_ROOT_SECRET_ACCESS_KEY: 'short' }, 'The root key is not valid'],
    ['the command is misspelt', ['evn'], {}, 'unknown command'],
    ['the subcommand is misspelt', ['account', 'creat', '--name', 'other'], {}, 'unknown command'],
    ['the subcommand is missing', ['account'], {}, 'Usage: daypass account'],
    ['no account was created', ['account', 'create', '--name', 'other'], {}, 'There is no answer from http://127.0.0.1:1'],
  ])('leaves no key and no endpoint: %s', async (_, args, environment, says) => {
    const { status, variables, stderr } = await leftBy(sh, args, environment)
    expect([status, variables]).toEqual(['1', FAILED])
    expect(stderr).toContain(says)
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})

describe.each(there)('$name, with the launcher of the clone,', (shell) => {
  it.each<[string, string, Record<string, string>]>([
    ['Node refuses to run', 'env', { NODE_OPTIONS: '--no-such-option' }],
    ['Node refuses to run, on data in a folder called json', 'env --data-dir /nowhere/json', { NODE_OPTIONS: '--no-such-option' }],
    ['Node refuses to run for an account', 'account create --name other', { NODE_OPTIONS: '--no-such-option' }],
    ['there is no Node', 'env', { PATH: '/usr/bin/nowhere' }],
    ['there is no Node for an account', 'account create --name other', { PATH: '/usr/bin/nowhere' }],
  ])('has a status that is not 0, no key and no endpoint when %s', async (_, words, environment) => {
    const { status, variables } = await leftBy(
      shell,
      [],
      { SHELL: '/bin/bash' },
      `${inEnvironment(environment)} ${word(LAUNCHER)} ${words}`,
    )
    expect([status, variables.AWS_ENDPOINT_URL]).toEqual(['1', NOWHERE])
    expect([variables.AWS_ACCESS_KEY_ID, variables.AWS_SESSION_TOKEN, variables.AWS_PROFILE]).toEqual([undefined, undefined, undefined])
  })
})

describe.each(there.filter(({ name }) => name.startsWith('fish')))('$name', (shell) => {
  it('rejects all lines for bash, which $SHELL had suggested', async () => {
    const { status, variables, stderr } = await leftBy(shell, ['env', '--data-dir', server.dataDir], { ...KEY, SHELL: '/bin/bash' })
    expect([status, variables]).toEqual([expect.not.stringMatching(/^0$/), expect.objectContaining(BEFORE)])
    expect(stderr).toContain('In fish: --shell fish')
  })
})

const posix = there.filter(({ name }) => !name.startsWith('fish'))

describe.each(posix)('$name', (shell) => {
  it('rejects all lines for fish, which $SHELL had suggested', async () => {
    const { status, variables } = await leftBy(shell, ['env', '--data-dir', server.dataDir], { ...KEY, SHELL: '/usr/bin/fish' })
    expect(status ?? 'ended').not.toBe('0')
    if (status !== undefined) expect(variables).toMatchObject(BEFORE)
  })

  it('has a status that is not 0, no key and no endpoint when fish was suggested for it', async () => {
    const { status, variables } = await leftBy(shell, ['env', '--data-dir', '/nope'], { SHELL: '/usr/bin/fish' })
    expect([status, variables.AWS_PROFILE, variables.AWS_ENDPOINT_URL]).toEqual(['1', undefined, NOWHERE])
  })

  it('is the root user of the account that `daypass account create` created, on the same server', async () => {
    const root = {
      ...BEFORE,
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: KEY_ID,
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_SESSION_TOKEN: '',
    }
    const { status, variables } = await leftBy(shell, ['account', 'create', '--name', 'other'], root)
    expect([status, variables.AWS_ENDPOINT_URL]).toEqual(['0', server.endpoint])
    expect([variables.AWS_PROFILE, variables.AWS_SESSION_TOKEN, variables.AWS_ROLE_ARN]).toEqual([undefined, undefined, undefined])
    expect(variables.AWS_ACCESS_KEY_ID).toMatch(/^AKIA[A-Z2-7]{16}$/)
    expect(variables.AWS_ACCESS_KEY_ID).not.toBe(BEFORE.AWS_ACCESS_KEY_ID)
  })
})
