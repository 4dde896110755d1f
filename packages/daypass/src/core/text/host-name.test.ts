import { describe, expect, it } from 'vitest'
import { hostName } from './host-name.js'

describe('the name in a Host header', () => {
  it.each([
    ['localhost', 'localhost'],
    ['LocalHost:4566', 'localhost'],
    ['localhost.', 'localhost'],
    ['LOCALHOST.:4566', 'localhost'],
    ['localhost:', 'localhost'],
    ['Bucket.S3.us-east-1.amazonaws.com:443', 'bucket.s3.us-east-1.amazonaws.com'],
    ['my_host', 'my_host'],
    ['127.0.0.1:4566', '127.0.0.1'],
    ['[::1]:4566', '[::1]'],
    ['[::FFFF:1.2.3.4]', '[::ffff:1.2.3.4]'],
  ])('of %s is %s', (header, name) => {
    expect(hostName(header)).toBe(name)
  })

  it.each([
    '',
    '.',
    ':4566',
    '.localhost',
    'localhost..',
    'a..localhost',
    'a.localhost, b.localhost',
    'a localhost',
    ' localhost',
    'localhost ',
    'user@localhost',
    'localhost:4566:1',
    'localhost:x',
    'localhost:123456',
    'localhost/x',
    'localhost?x',
    'loc%61lhost',
    'bücher.localhost',
    '::1',
    '[::1',
    '[]',
  ])('is undefined for %j', (header) => {
    expect(hostName(header)).toBeUndefined()
  })
})
