import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadModel } from '../model.js'
import { routeRest } from './route-rest.js'
import { splitPath } from './split-path.js'

const s3 = loadModel('s3')

function route(line: string, headers: Record<string, string> = {}): string {
  const [method = '', target = ''] = line.split(' ')
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const found = routeRest(s3, { method, path, query: mark < 0 ? '' : target.slice(mark + 1), headers })
  if (!found.ok) return found.problem.code
  if (found.unserved !== undefined) return `unserved ${found.operation} as ${found.unserved.named} at ${found.unserved.subresource}`
  return [found.operation, found.bucket, found.key].filter((part) => part !== undefined).join(' ')
}

const exampleOf = (requestUri: string): string => requestUri.replace('{Bucket}', 'b').replace('{Key+}', 'k')

describe('routeRest', () => {
  it.each([
    ['GET /', 'ListBuckets'],
    ['GET /?x-id=ListBuckets', 'ListBuckets'],
    ['PUT /b', 'CreateBucket b'],
    ['PUT /b/', 'CreateBucket b'],
    ['HEAD /b', 'HeadBucket b'],
    ['DELETE /b', 'DeleteBucket b'],
    ['GET /b', 'ListObjects b'],
    ['GET /b/?prefix=a&marker=b', 'ListObjects b'],
    ['GET /b?list-type=2&prefix=a', 'ListObjectsV2 b'],
    ['GET /b/?location', 'GetBucketLocation b'],
    ['GET /b?location=', 'GetBucketLocation b'],
    ['PUT /b/k?acl', 'PutObjectAcl b k'],
    ['GET /b?acl=', 'GetBucketAcl b'],
    ['GET /b/?policy', 'GetBucketPolicy b'],
    ['POST /b?delete', 'DeleteObjects b'],
    ['POST /b/?delete=', 'DeleteObjects b'],
    ['PUT /b/k?x-id=PutObject', 'PutObject b k'],
    ['GET /b/k?X-Amz-Signature=a&X-Amz-Expires=60', 'GetObject b k'],
    ['GET /b/k?response-content-type=a', 'GetObject b k'],
    ['HEAD /b/k', 'HeadObject b k'],
    ['DELETE /b/a/b//c/', 'DeleteObject b a/b//c/'],
    ['GET /b/k?unheard-of=1', 'GetObject b k'],
    ['GET /b/k?partNumber=1', 'GetObject b k'],
    ['HEAD /b/k?partNumber=1', 'HeadObject b k'],
    ['POST /b/k?uploads', 'CreateMultipartUpload b k'],
    ['POST /b/k?uploads=', 'CreateMultipartUpload b k'],
    ['GET /b?uploads&prefix=a', 'ListMultipartUploads b'],
    ['PUT /b/k?partNumber=1&uploadId=a', 'UploadPart b k'],
    ['POST /b/k?uploadId=a', 'CompleteMultipartUpload b k'],
    ['DELETE /b/k?uploadId=a', 'AbortMultipartUpload b k'],
    ['GET /b/k?uploadId=a&max-parts=1', 'ListParts b k'],
    ['PUT /b/k?X-Amz-Copy-Source=a', 'CopyObject b k'],
    ['PUT /b/k?partNumber=1&uploadId=a&x-amz-copy-source=a', 'UploadPartCopy b k'],
    ['GET /b/k?versionId=1', 'GetObject b k'],
    ['GET /b?versions&prefix=a', 'ListObjectVersions b'],
    ['PUT /b/?versioning=', 'PutBucketVersioning b'],
  ])('%s is %s', (line, expected) => {
    expect(route(line)).toBe(expected)
  })

  const methods = ['GET', 'PUT', 'DELETE', 'POST', 'HEAD']
  const paths: Readonly<Record<string, string>> = { '/': '/', '/{Bucket}': '/b', '/{Bucket}/{Key+}': '/b/k' }
  /** The query names that select or belong to an operation that is served, as `GET /b?location`. */
  const served = new Set(
    [...s3.operations.values()]
      .flatMap(({ method, requestUri, input }) => {
        const [level = '', literals = ''] = requestUri.split('?')
        const members = input?.members.filter(({ location }) => location === 'querystring').map(({ wireName }) => wireName) ?? []
        return [...literals.split('&').map((pair) => pair.split('=')[0]), ...members].map((name) => `${method} ${paths[level]}?${name}`)
      })
      .concat(['PUT /b/k?x-amz-copy-source', 'PUT /b/k?X-Amz-Copy-Source']),
  )
  const names = [
    ...[
      'abac',
      'accelerate',
      'acl',
      'analytics',
      'attributes',
      'cors',
      'encryption',
      'intelligent-tiering',
      'inventory',
      'legal-hold',
      'lifecycle',
    ],
    ...['logging', 'metadataConfiguration', 'metadataTable', 'metadataInventoryTable', 'metadataJournalTable', 'metrics', 'notification'],
    ...['object-lock', 'ownershipControls', 'partNumber', 'policy', 'policyStatus', 'publicAccessBlock', 'renameObject', 'replication'],
    ...[
      'requestPayment',
      'restore',
      'retention',
      'select',
      'select-type',
      'session',
      'tagging',
      'torrent',
      'uploadId',
      'uploads',
      'versionId',
    ],
    ...['versioning', 'versions', 'website', 'x-amz-copy-source', 'X-Amz-Copy-Source', 'location', 'delete'],
  ]

  it.each(names)('never falls through from ?%s to a plain operation', (name) => {
    for (const method of methods) {
      for (const path of ['/', '/b', '/b/k']) {
        if (served.has(`${method} ${path}?${name}`)) continue
        for (const query of [
          name,
          `${name}=`,
          `${name}=1`,
          `prefix=a&${name}=null`,
          `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`,
        ]) {
          expect(`${method} ${path}?${query} ${route(`${method} ${path}?${query}`)}`).toMatch(/ unserved .*|MethodNotAllowed$/)
        }
      }
    }
  })

  it.each([
    ['PUT /b?lifecycle', 'PutBucketLifecycleConfiguration as PutBucketLifecycleConfiguration at lifecycle'],
    ['PUT /b?notification', 'PutBucketNotificationConfiguration as PutBucketNotificationConfiguration at notification'],
    ['GET /b?analytics', 'ListBucketAnalyticsConfigurations as ListBucketAnalyticsConfigurations at analytics'],
    ['GET /b?analytics&id=1', 'GetBucketAnalyticsConfiguration as GetBucketAnalyticsConfiguration at analytics'],
    ['PUT /b/k?uploadId=a', 'PutObject as PutObject with uploadId at uploadId'],
    ['HEAD /b/k?uploadId=a', 'HeadObject as HeadObject with uploadId at uploadId'],
    ['GET /b/k?uploadId=a&partNumber=1', 'ListParts as ListParts with partNumber at uploadId&partNumber'],
    ['DELETE /b/k?partNumber=1', 'DeleteObject as DeleteObject with partNumber at partNumber'],
    ['GET /b/k?x-amz-copy-source=a', 'GetObject as GetObject with x-amz-copy-source at x-amz-copy-source'],
    ['POST /b/k?select&select-type=2', 'SelectObjectContent as SelectObjectContent at select&select-type'],
    ['PUT /b/k?renameObject', 'RenameObject as RenameObject at renameObject'],
    ['PUT /b/k?partNumber=1', 'PutObject as PutObject with partNumber at partNumber'],
    ['PUT /b/k?versionId=1', 'PutObject as PutObject with versionId at versionId'],
    ['DELETE /b?versionId=1', 'DeleteBucket as DeleteBucket with versionId at versionId'],
    ['GET /?acl', 'ListBuckets as ListBuckets with acl at acl'],
    ['GET /b?list-type=1', 'ListObjects as ListObjects with list-type at list-type'],
    ['GET /b/k?list-type=2', 'GetObject as GetObject with list-type at list-type'],
    ['GET /b?list-type=2&location', 'GetBucketLocation as GetBucketLocation with list-type at list-type&location'],
    ['GET /b?list-type=2&acl', 'GetBucketAcl as GetBucketAcl with list-type at list-type&acl'],
  ])('%s is known but not served: %s', (line, expected) => {
    expect(route(line)).toBe(`unserved ${expected}`)
  })

  it('knows every operation of the model by its own method, path and required parts', () => {
    const known = [...s3.otherOperations.values()].filter(
      ({ name }) => name !== 'ListDirectoryBuckets' && name !== 'WriteGetObjectResponse',
    )
    expect(known.length).toBeGreaterThan(40)
    for (const { name, method, requestUri, requiredQueries, requiredHeaders } of known) {
      const [path = '', literals = ''] = exampleOf(requestUri).split('?')
      const query = [literals, ...requiredQueries.map((required) => `${required}=1`)].filter((part) => part !== '').join('&')
      const headers = Object.fromEntries(requiredHeaders.map((header) => [header, '/a/b']))
      expect(route(`${method} ${path}?${query}`, headers)).toMatch(new RegExp(`^unserved ${name} as ${name} at `))
    }
  })

  it.each([
    ['POST /b?acl', 'MethodNotAllowed'],
    ['GET /b?prefix=a&prefix=b', 'InvalidArgument'],
    ['GET /b?prefix=%ff', 'InvalidArgument'],
    ['GET /b?prefix=\u00e9', 'InvalidURI'],
    ['POST /b', 'MethodNotAllowed'],
    ['POST /b/k', 'MethodNotAllowed'],
    ['PATCH /b', 'MethodNotAllowed'],
    ['get /b', 'MethodNotAllowed'],
    ['PUT /', 'MethodNotAllowed'],
    ['POST /WriteGetObjectResponse', 'MethodNotAllowed'],
  ])('%s is rejected: %s', (line, code) => {
    expect(route(line)).toBe(code)
  })

  it('treats a copy as a copy, not as an upload', () => {
    expect(route('PUT /b/k', { 'x-amz-copy-source': '/a/b' })).toBe('CopyObject b k')
    expect(route('PUT /b/k', { 'x-amz-copy-source': '' })).toBe('CopyObject b k')
    expect(route('PUT /b/k?partNumber=1&uploadId=a', { 'x-amz-copy-source': '/a/b' })).toBe('UploadPartCopy b k')
    expect(route('PUT /b/k?partNumber=1', { 'x-amz-copy-source': '/a/b' })).toBe(
      'unserved CopyObject as CopyObject with partNumber at partNumber',
    )
    expect(route('PUT /b', { 'x-amz-copy-source': '/a/b' })).toBe(
      'unserved CreateBucket as CreateBucket with x-amz-copy-source at undefined',
    )
    expect(route('PUT /b/k', { 'x-amz-acl': 'private' })).toBe('PutObject b k')
  })
})

describe('splitPath', () => {
  const split = (path: string) => {
    const address = splitPath(path)
    return address.ok ? [address.bucket, address.key] : address.problem.code
  }

  it.each([
    ['/', [undefined, undefined]],
    ['/b', ['b', undefined]],
    ['/b/', ['b', undefined]],
    ['/b//', ['b', '/']],
    ['/b/../x', ['b', '../x']],
    ['/b/./%2e%2e/x', ['b', './../x']],
    ['/b/a%2Fb', ['b', 'a/b']],
    ['/b/a%2525', ['b', 'a%25']],
    ['/b/a+b', ['b', 'a b']],
    ['/b/lib++docs', ['b', 'lib  docs']],
    ['/b/+', ['b', ' ']],
    ['/b/a%2Bb', ['b', 'a+b']],
    ['/b/a%2520b%252B', ['b', 'a%20b%2B']],
    ['/b/%C3%A9', ['b', 'é']],
    ['/%62/k', ['b', 'k']],
    ['/b/%E2%80%AE', ['b', '\u202e']],
    [`/b/${'k'.repeat(1024)}`, ['b', 'k'.repeat(1024)]],
  ])('%s', (path, expected) => {
    expect(split(path)).toEqual(expected)
  })

  it.each([
    ['', 'InvalidURI'],
    ['b/k', 'InvalidURI'],
    ['http://x/b', 'InvalidURI'],
    ['/b/%', 'InvalidURI'],
    ['/b/%zz', 'InvalidURI'],
    ['/b/%ff', 'InvalidURI'],
    ['/b/%c0%ae', 'InvalidURI'],
    ['/b/%ed%a0%80', 'InvalidURI'],
    ['/b/\u00e9', 'InvalidURI'],
    ['/b/a b', 'InvalidURI'],
    ['/b/%00', 'InvalidArgument'],
    ['//k', 'InvalidBucketName'],
    ['/../k', 'InvalidBucketName'],
    ['/%2e%2e/k', 'InvalidBucketName'],
    ['/a%2Fb/k', 'InvalidBucketName'],
    ['/b%00/k', 'InvalidBucketName'],
    ['/a+b/k', 'InvalidBucketName'],
    [`/b/${'k'.repeat(1025)}`, 'KeyTooLongError'],
    [`/b/${'%C3%A9'.repeat(513)}`, 'KeyTooLongError'],
  ])('rejects %s with %s', (path, code) => {
    expect(split(path)).toBe(code)
  })

  it('returns every key unchanged', () => {
    const keys = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).filter((key) => !/[\p{Surrogate}\0]/u.test(key))
    fc.assert(
      fc.property(keys, (key) => {
        expect(split(`/b/${encodeURIComponent(key)}`)).toEqual(['b', key])
      }),
    )
  })
})
