import { describe, expect, it } from 'vitest'
import { childEnvironment } from './child-environment.js'

describe('the environment of a program that is run for somebody', () => {
  it('has what it was given, and none of the identities, addresses and secrets of whoever runs it', () => {
    const away = {
      ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c', AWS_PROFILE: 'd', AWS_ENDPOINT_URL_S3: 'e' },
      ...{ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'f', AWS_WEB_IDENTITY_TOKEN_FILE: 'g', AWS_EC2_METADATA_SERVICE_ENDPOINT: 'h' },
      ...{ DAYPASS_ROOT_SECRET_ACCESS_KEY: 'i', DAYPASS_MASTER_KEY: 'j', DAYPASS_MASTER_KEY_FILE: 'k', DAYPASS_ETCD_PASSWORD: 'l' },
    }
    const kept = { PATH: '/bin', HOME: '/root', DAYPASS_COMMAND: './daypass', AWS_CA_BUNDLE: '/ca' }
    expect(childEnvironment({ ...away, ...kept, EMPTY: undefined }, { AWS_ACCESS_KEY_ID: 'new' })).toEqual({
      ...kept,
      AWS_ACCESS_KEY_ID: 'new',
    })
  })
})
