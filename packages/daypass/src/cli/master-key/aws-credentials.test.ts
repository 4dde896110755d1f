import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awsCredentials } from './aws-credentials.js'

const folder = mkdtempSync(join(tmpdir(), 'daypass-credentials-'))
const file = join(folder, 'credentials')
beforeAll(() => {
  const vault = '[vault]\naws_access_key_id = AKIA2\naws_secret_access_key = s2\naws_session_token = t2\n'
  writeFileSync(
    file,
    `[default]\naws_access_key_id=AKIA1\naws_secret_access_key=s1\n${vault}[role]\nrole_arn = arn:aws:iam::111122223333:role/r\n`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const SHARED = { AWS_SHARED_CREDENTIALS_FILE: file }

describe('the credentials for a key management service', () => {
  it.each<[string, NodeJS.ProcessEnv, object]>([
    [
      'those of the environment, before a profile that it names',
      { ...SHARED, AWS_ACCESS_KEY_ID: 'AKIA0', AWS_SECRET_ACCESS_KEY: 's0', AWS_PROFILE: 'vault' },
      { accessKeyId: 'AKIA0', secretAccessKey: 's0' },
    ],
    [
      'those with a token',
      { AWS_ACCESS_KEY_ID: 'ASIA0', AWS_SECRET_ACCESS_KEY: 's0', AWS_SESSION_TOKEN: 't0' },
      { accessKeyId: 'ASIA0', secretAccessKey: 's0', sessionToken: 't0' },
    ],
    ['the profile default', SHARED, { accessKeyId: 'AKIA1', secretAccessKey: 's1' }],
    ['another profile', { ...SHARED, AWS_PROFILE: 'vault' }, { accessKeyId: 'AKIA2', secretAccessKey: 's2', sessionToken: 't2' }],
  ])('are %s', (_name, environment, key) => {
    expect(awsCredentials(environment)).toEqual(key)
  })

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ['half a pair', { ...SHARED, AWS_ACCESS_KEY_ID: 'AKIA0' }, 'Set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'],
    ['no file', { AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') }, 'There are no credentials for the key management service.'],
    ['a profile of another kind', { ...SHARED, AWS_PROFILE: 'role' }, "use --master-key-command 'aws kms decrypt ...'"],
    ['a file that cannot be read', { AWS_SHARED_CREDENTIALS_FILE: folder }, 'The credentials file cannot be read'],
  ])('are refused: %s', (_name, environment, says) => {
    expect(() => awsCredentials(environment)).toThrow(says)
  })
})
