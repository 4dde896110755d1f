import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { profileChange } from './configure-command.js'
import { profileNamed, writeProfile } from './profile-files.js'

const parent = mkdtempSync(join(tmpdir(), 'daypass-configure-'))
afterAll(() => rmSync(parent, { recursive: true }))
const ROLE = 'arn:aws:iam::111122223333:role/app'
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAQAAAAAAAAAAAAAAA', AWS_SECRET_ACCESS_KEY: 'abcd/1234567890+abcdefghijklmnopqrstuvwx' }
const SERVER = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', AWS_REGION: 'eu-west-1' }

function files() {
  const folder = mkdtempSync(join(parent, 'files-'))
  const [config, keys] = [join(folder, 'config'), join(folder, 'credentials')]
  const environment = { ...SERVER, ...KEYS, AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: keys }
  const configure = (flags: object) => writeProfile('dev', profileChange({ profile: 'dev', ...flags }, environment), environment)
  const mode = (file: string) => (statSync(file).mode & 0o777).toString(8)
  return { folder, config, keys, environment, configure, mode, text: (file: string) => readFileSync(file, 'utf8') }
}

describe('a profile', () => {
  it.each<[string, object, string[]]>([
    ['a role of another profile', { role: ROLE, sourceProfile: 'base' }, [`role_arn = ${ROLE}`, 'source_profile = base']],
    ['an MFA device', { role: ROLE, sourceProfile: 'base', mfa: 'arn:m' }, ['mfa_serial = arn:m']],
    ['an external id', { role: ROLE, sourceProfile: 'base', externalId: 'c0ffee' }, ['external_id = c0ffee']],
    [
      'a duration and a name',
      { role: ROLE, sourceProfile: 'base', duration: '900', sessionName: 'me' },
      ['duration_seconds = 900', 'role_session_name = me'],
    ],
    ['a token', { role: ROLE, webIdentityTokenFile: '/run/token' }, [`role_arn = ${ROLE}`, 'web_identity_token_file = /run/token']],
    ['a process', { process: 'daypass credential-process' }, ['credential_process = daypass credential-process']],
  ])('has %s, the address and the region, and no keys', (_of, flags, lines) => {
    const { configure, config, environment, text } = files()
    expect(configure(flags)).toEqual([config])
    for (const line of [...lines, 'endpoint_url = http://127.0.0.1:4566', 'region = eu-west-1']) expect(text(config)).toContain(`${line}\n`)
    expect(profileNamed('dev', environment).has('aws_access_key_id')).toBe(false)
  })

  it('gets the keys of the environment, in the file of keys only, and its owner alone may read it', () => {
    const { configure, config, keys, mode, text } = files()
    writeFileSync(keys, '[other]\naws_access_key_id = X\n')
    chmodSync(keys, 0o644)
    configure({})
    expect(text(keys)).toBe(
      `[other]\naws_access_key_id = X\n\n[dev]\naws_access_key_id = ${KEYS.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${KEYS.AWS_SECRET_ACCESS_KEY}\n`,
    )
    expect([mode(keys), mode(config), text(config).includes('AKIA')]).toEqual(['600', '600', false])
  })

  it('loses what it was before: keys when it becomes a role, the role when it becomes a process', () => {
    const { configure, config, keys, text } = files()
    configure({})
    configure({ role: ROLE, sourceProfile: 'base', mfa: 'arn:m' })
    expect(text(keys)).toBe('[dev]\n')
    configure({ process: 'x' })
    expect(text(config)).toBe('[profile dev]\nendpoint_url = http://127.0.0.1:4566\nregion = eu-west-1\ncredential_process = x\n')
  })

  it('leaves the file of settings its mode, and a link a link', () => {
    const { configure, config, folder, mode } = files()
    writeFileSync(join(folder, 'real'), '# mine\n')
    chmodSync(join(folder, 'real'), 0o644)
    symlinkSync(join(folder, 'real'), config)
    configure({ process: 'x' })
    expect([mode(config), readFileSync(join(folder, 'real'), 'utf8').startsWith('# mine\n\n[profile dev]\n')]).toEqual(['644', true])
    expect(configure({ process: 'x' })).toEqual([])
  })

  it('is not written into a file that has it twice', () => {
    const { configure, config, text } = files()
    writeFileSync(config, '[profile dev]\n[profile dev]\n')
    expect(() => configure({ process: 'x' })).toThrow(/\[profile dev\] twice/)
    expect(text(config)).toBe('[profile dev]\n[profile dev]\n')
  })

  it.each<[object, RegExp]>([
    [{ role: ROLE }, /--source-profile or --web-identity-token-file/],
    [{ role: ROLE, sourceProfile: 'a', webIdentityTokenFile: 'b' }, /one of them/],
    [{ role: ROLE, webIdentityTokenFile: 'b', mfa: 'x' }, /takes neither/],
    [{ role: 'app', sourceProfile: 'a' }, /must be the ARN of a role/],
    [{ role: ROLE, sourceProfile: 'a', duration: '1h' }, /number of seconds/],
    [{ process: 'x', role: ROLE }, /--role does not go with --process/],
    [{ externalId: 'x' }, /--external-id does not go with the keys/],
    [{ endpoint: 'localhost' }, /Give --endpoint/],
  ])('is refused: %j', (flags, message) => {
    expect(() => files().configure(flags)).toThrow(message)
  })
})
