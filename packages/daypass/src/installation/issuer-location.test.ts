import { describe, expect, it } from 'vitest'
import { hostMeaning } from '../services/s3/host-bucket.js'
import { issuerLocation } from './issuer-location.js'

describe('the base of issuers', () => {
  it('is the configured one, wherever the server listens', () => {
    const base = issuerLocation('https://id.example.com/')
    base.announce('http://127.0.0.1:4566')
    expect(base.url()).toBe('https://id.example.com')
  })

  it('is otherwise where the server listens, and unknown until it does', () => {
    const base = issuerLocation(undefined)
    expect(() => base.url()).toThrow('not known yet')
    base.announce('http://127.0.0.1:4566')
    expect(base.url()).toBe('http://127.0.0.1:4566')
  })

  it.each([
    ['https://id.example.com', 'https://id.example.com'],
    ['https://ID.example.com:443//', 'https://id.example.com'],
    ['https://id.example.com/aws/', 'https://id.example.com/aws'],
    ['http://[::1]:4566', 'http://[::1]:4566'],
  ])('has one spelling: %s becomes %s', (given, base) => {
    expect(issuerLocation(given).url()).toBe(base)
  })

  it.each([
    'id.example.com',
    '/aws',
    'ftp://id.example.com',
    'https://a:b@id.example.com',
    'https://id.example.com?x',
    'https://id.example.com#x',
    '',
  ])('is rejected when it is %j', (given) => {
    expect(() => issuerLocation(given)).toThrow('--issuer-base must be a URL such as https://id.example.com, without a query string, not ')
  })

  it.each([
    'http://login.localhost:4566',
    'http://LOGIN.localhost',
    'https://login.s3.us-east-1.amazonaws.com/x',
    'https://login.localhost.',
  ])('is rejected, configured or announced, when it is %s, where S3 answers', (given) => {
    expect(() => issuerLocation(given)).toThrow('is the S3 bucket')
    expect(() => issuerLocation(undefined).announce(given)).toThrow('is the S3 bucket')
    expect(() => issuerLocation('https://login.example.com', ['example.com'])).toThrow('is the S3 bucket login')
  })

  it.each(['https://sts.amazonaws.com', 'https://LOGIN.s3-website.localhost', 'https://s3.nowhere.api.aws', 'https://amazonaws.com'])(
    'is rejected, configured or announced, when it is %s, where S3 rejects requests',
    (given) => {
      expect(() => issuerLocation(given)).toThrow('S3 rejects requests to')
      expect(() => issuerLocation(undefined).announce(given)).toThrow('S3 rejects requests to')
    },
  )

  it.each(['http://localhost:4566', 'http://s3.localhost:4566', 'http://id.localhost.example.com'])(
    'is accepted when it is %s',
    (given) => {
      expect(issuerLocation(given).url()).toBe(given)
      expect(hostMeaning(new URL(given).host)).toEqual({})
    },
  )
})
