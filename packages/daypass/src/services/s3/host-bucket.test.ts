import { describe, expect, it } from 'vitest'
import { hostMeaning, s3Domains } from './host-bucket.js'

describe('how S3 reads a Host header', () => {
  it.each([
    ['photos.localhost', 'photos'],
    ['photos.localhost:4566', 'photos'],
    ['VICTIM-BKT.localhost', 'victim-bkt'],
    ['Photos.LocalHost.:4566', 'photos'],
    ['my.photos.localhost', 'my.photos'],
    ['photos.s3.localhost', 'photos'],
    ['photos.s3.eu-west-1.localhost', 'photos'],
    ['s3-data.localhost', 's3-data'],
    ['iam.localhost', 'iam'],
    ['photos.s3.amazonaws.com', 'photos'],
    ['photos.S3.Amazonaws.Com.', 'photos'],
    ['photos.s3.us-east-1.amazonaws.com:443', 'photos'],
    ['photos.s3-eu-west-1.amazonaws.com', 'photos'],
    ['photos.s3-external-1.amazonaws.com', 'photos'],
    ['photos.s3.dualstack.us-east-1.amazonaws.com', 'photos'],
    ['photos.s3-fips.us-east-1.amazonaws.com', 'photos'],
    ['photos.s3-fips.dualstack.ca-central-1.amazonaws.com', 'photos'],
    ['a.b.s3.dualstack.us-east-1.amazonaws.com', 'a.b'],
    ['my.s3-data.s3.us-east-1.amazonaws.com', 'my.s3-data'],
    ['sts.s3.amazonaws.com', 'sts'],
  ])('%s names the bucket %s', (host, bucket) => {
    expect(hostMeaning(host)).toEqual({ bucket })
  })

  it.each([
    undefined,
    'localhost',
    'LOCALHOST.:4566',
    's3.localhost',
    's3.eu-west-1.localhost',
    'S3.amazonaws.com',
    's3.us-east-1.amazonaws.com.',
    's3-us-west-2.amazonaws.com',
    's3.dualstack.us-east-1.amazonaws.com',
    's3-fips.us-east-1.amazonaws.com',
    's3-fips.dualstack.us-east-1.amazonaws.com',
    '127.0.0.1:4566',
    '[::1]:4566',
    '169.254.1.1',
    'daypass:4566',
    's3.example.com',
    'photos.example.com',
    'localhost.example.com',
    'photos.localhost.evil.example',
    'photos.s3.amazonaws.com.evil.example',
    'notlocalhost',
    'notamazonaws.com',
  ])('%s is path style', (host) => {
    expect(hostMeaning(host)).toEqual({})
  })

  it.each([
    'amazonaws.com',
    'photos.amazonaws.com',
    'sts.amazonaws.com',
    'iam.amazonaws.com',
    'account.us-east-1.amazonaws.com',
    'photos.s3.nowhere-1.amazonaws.com',
    's3.nowhere-1.amazonaws.com',
    's3.dualstack.amazonaws.com',
    'photos.s3.dualstack.nowhere-1.amazonaws.com',
    'photos.s3-accelerate.amazonaws.com',
    'photos.s3-website-us-east-1.amazonaws.com',
    'photos.s3-website.us-east-1.amazonaws.com',
    'point-111122223333.s3-accesspoint.us-east-1.amazonaws.com',
    '111122223333.s3-control.us-east-1.amazonaws.com',
    'photos--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com',
    'photos.bucket.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com',
    'alias.accesspoint.s3-global.amazonaws.com',
    'photos.s3.cn-north-1.amazonaws.com.cn',
    'photos.s3.us-east-1.api.aws',
    'photos_1.localhost',
    'photos_1.s3.us-east-1.amazonaws.com',
    'ab.localhost',
    '-photos.localhost',
    '192.168.0.1.localhost',
    `${'a'.repeat(64)}.localhost`,
    's3.photos.localhost',
    's3.nowhere-1.localhost',
    's3-fips.localhost',
    'photos.s3.nowhere-1.localhost',
    'photos.s3-nowhere-1.localhost',
    'photos.s3.us-east-1.s3x.localhost',
    's3-website.localhost',
    's3-accesspoint.us-east-1.localhost',
    'photos.s3-accelerate.localhost',
    's3express-use1-az4.us-east-1.localhost',
  ])('%s is rejected', (host) => {
    expect(hostMeaning(host)).toEqual({ problem: host })
  })
})

describe('domains of the operator', () => {
  const domains = s3Domains(['Example.Test', 's3.example.test', 'objects.internal'])
  it.each([
    ['photos.example.test', { bucket: 'photos' }],
    ['PHOTOS.Example.Test.:4566', { bucket: 'photos' }],
    ['my.photos.objects.internal', { bucket: 'my.photos' }],
    ['photos.s3.example.test', { bucket: 'photos' }],
    ['photos.s3.eu-west-1.objects.internal', { bucket: 'photos' }],
    ['example.test', {}],
    ['s3.example.test', {}],
    ['s3.eu-west-1.objects.internal', {}],
    ['notexample.test', {}],
    ['example.test.evil', {}],
    ['photos.localhost', { bucket: 'photos' }],
    ['photos.s3.amazonaws.com', { bucket: 'photos' }],
    ['photos.amazonaws.com', { problem: 'photos.amazonaws.com' }],
    ['b_d.example.test', { problem: 'b_d.example.test' }],
    ['healthz.objects.internal', { problem: 'healthz.objects.internal' }],
  ])('mean at %s: %j', (host, meaning) => {
    if ('unfit' in domains) throw new Error(domains.unfit)
    expect(hostMeaning(host, domains)).toEqual(meaning)
  })

  it('are those of one server alone', () => {
    expect(hostMeaning('photos.example.test', ['example.test'])).toEqual({ bucket: 'photos' })
    expect(hostMeaning('photos.example.test', ['other.test'])).toEqual({})
    expect(hostMeaning('photos.example.test')).toEqual({})
  })

  it.each([
    '',
    '127.0.0.1',
    '[::1]',
    'localhost',
    'a.localhost',
    'amazonaws.com',
    'b.s3.amazonaws.com',
    'a.test:80',
    'a.test.',
    '.a.test',
    'a b',
    'http://a',
    '1.2',
  ])('cannot be %j', (name) => {
    expect(s3Domains(['good.test', name])).toEqual({ unfit: name })
  })

  it('are given once', () => {
    expect(s3Domains(['a.test', 'A.test'])).toEqual({ unfit: 'A.test' })
    expect(s3Domains([])).toEqual([])
  })
})
