// Owns: the requests that a recording test made without a client: presigned URLs and forms, spoiled, and preflight requests. The name of each is
// that of the test that recorded it; what the test computed is computed here again.
import { PythonProcess } from '../boto3/python-process.js'
import type { Key } from '../clean-environment.js'
import type { ServerProcess } from '../server-process.js'
import { presigned, type Reply, send, signed } from '../signed-request.js'

/** As boto3 names them: query parameters of version 2 and 4. */
type Version = 's3' | 's3v4'
type Fields = Readonly<Record<string, string>>
interface Form {
  readonly url: string
  readonly fields: Fields
}

/** boto3, which made these requests, with the key of one caller. */
export class Presigner {
  readonly #server: ServerProcess
  readonly #key: Key
  readonly #python: PythonProcess

  constructor(server: ServerProcess) {
    const { hostname, port } = new URL(server.endpoint)
    this.#server = server
    this.#key = server.rootKey()
    this.#python = new PythonProcess('calls.py', [hostname, port])
  }

  close(): Promise<void> {
    return this.#python.close()
  }

  async #call<T>(signature: Version, operation: string, parameters: object): Promise<T> {
    const { output } = await this.#python.ask<{ output: T }>({ service: 's3', key: this.#key, operation, parameters, signature })
    return output
  }

  /** Presigns, spoils the URL, and sends it. */
  async url(
    version: Version,
    method: 'GET' | 'PUT',
    more: { params?: object; expires?: number; spoil?: (url: string) => string; headers?: Fields } = {},
  ): Promise<Reply> {
    const { params = {}, expires = 60, spoil = (url) => url, headers = {} } = more
    const ClientMethod = method === 'GET' ? 'get_object' : 'put_object'
    const asked = { ClientMethod, Params: { Bucket: 'plain', Key: 'test-key', ...params }, ExpiresIn: expires }
    const url = spoil(await this.#call<string>(version, 'generate_presigned_url', asked))
    return this.#send(url, method, { headers, body: method === 'PUT' ? 'test' : '' })
  }

  /** Makes a form, spoils its fields, and sends it with a file. */
  async form(
    version: Version,
    more: { fields?: Fields; conditions?: unknown[]; expires?: number; spoil?: (fields: Fields) => Fields; file?: string } = {},
  ): Promise<Reply> {
    const { fields, conditions, expires = 60, spoil = (one) => one, file = 'file content' } = more
    const asked = { Bucket: 'plain', Key: 'posted', Fields: fields, Conditions: conditions, ExpiresIn: expires }
    const made = await this.#call<Form>(version, 'generate_presigned_post', asked)
    const data = new FormData()
    for (const [name, value] of Object.entries(spoil(made.fields))) data.append(name, value)
    data.append('file', new Blob([file]), 'file')
    const encoded = new Response(data)
    const headers = { 'content-type': encoded.headers.get('content-type') ?? '' }
    const body = Buffer.from(await encoded.arrayBuffer())
    return this.#send(made.url, 'POST', { headers, body })
  }

  /** A URL of version 4 whose time is over; boto3 makes none. */
  expired(expires: number): Promise<Reply> {
    const signer = { endpoint: this.#server.endpoint, key: this.#key }
    const now = Date.now() - 3_600_000
    return send(signer.endpoint, presigned(signer, { service: 's3', method: 'GET', path: '/plain/test-key' }, { expires, now }))
  }

  /** A preflight request. */
  options(path: string, headers: Fields): Promise<Reply> {
    return this.#send(`${this.#server.endpoint}${path}`, 'OPTIONS', { headers, body: '' })
  }

  /** A form that is not in parts. */
  notMultipart(): Promise<Reply> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.#send(`${this.#server.endpoint}/plain`, 'POST', { headers, body: 'key=posted' })
  }

  /** A request for another region. */
  inRegion(region: string): Promise<Reply> {
    const signer = { endpoint: this.#server.endpoint, key: this.#key }
    return send(signer.endpoint, signed(signer, { service: 's3', method: 'DELETE', path: '/fake-bucket' }, { region }))
  }

  #send(url: string, method: string, { headers, body }: { headers: Fields; body: string | Buffer }): Promise<Reply> {
    const { host, pathname, search } = new URL(url)
    const all = ['host', host, ...Object.entries(headers).flat()]
    return send(this.#server.endpoint, { method, target: `${pathname}${search}`, headers: all, body: Buffer.from(body) })
  }
}

const without = (name: string) => (url: string) => url.replace(new RegExp(`([?&])${name}=[^&]*&?`), '$1')
const withWrongSignature = (url: string) => url.replace(/(Signature=)(.)/, (_, name, first) => `${name}${first === 'a' ? 'b' : 'a'}`)
const lacking = (name: string) => (fields: Fields) => Object.fromEntries(Object.entries(fields).filter(([one]) => one !== name))
const REDIRECT = 'http://localhost.test/random'
const redirects =
  (condition: unknown, sent = REDIRECT) =>
  (by: Presigner) =>
    by.form('s3v4', {
      fields: { success_action_redirect: REDIRECT },
      conditions: [condition],
      spoil: (fields) => ({ ...fields, success_action_redirect: sent }),
    })
const sized = (range: unknown[], file: string) => (by: Presigner) =>
  by.form('s3v4', { conditions: [['content-length-range', ...range]], file })

const STREAMED = {
  'content-md5': 'pX8KKuGXS1f2VTcuJpqjkw==',
  'content-type': 'application/octet-stream',
  'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'x-amz-date': '20211122T191045Z',
}
const MD5 = { ContentType: 'application/octet-stream', ContentMD5: 'pX8KKuGXS1f2VTcuJpqjkw==' }
const streamed = (version: Version, headers: Fields) => (by: Presigner) =>
  by.url(version, 'PUT', { params: MD5, headers: { ...STREAMED, ...headers } })
const LENGTH = { 'x-amz-decoded-content-length': 'test' }
const spoiled = (version: Version, method: 'GET' | 'PUT') => (by: Presigner) => by.url(version, method, { spoil: withWrongSignature })
const typed = (version: Version) => (by: Presigner) =>
  by.url(version, 'PUT', { params: { ContentType: 'text/plain' }, headers: { 'content-type': 'text/xml' } })
const encoded = (version: Version, headers: Fields) => (by: Presigner) =>
  by.url(version, 'PUT', { params: { ContentEncoding: 'identity' }, headers })
const payer = (more: { spoil?: (url: string) => string; headers: Fields }) => (by: Presigner) =>
  by.url('s3v4', 'PUT', { params: { RequestPayer: 'requester' }, ...more })
const withMetadata = (headers: Fields) => (by: Presigner) => by.url('s3v4', 'PUT', { params: { Metadata: { foo: 'bar' } }, headers })
const ORIGIN = { origin: 'http://elsewhere' }

/** The requests, by the source of what was recorded. */
export const BY_HAND: Readonly<Record<string, (by: Presigner) => Promise<Reply>>> = {
  'test_put_object_with_md5_and_chunk_signature_bad_headers[s3-True]#with-decoded-content-length': streamed('s3', LENGTH),
  'test_put_object_with_md5_and_chunk_signature_bad_headers[s3-True]#without-decoded-content-length': streamed('s3', {}),
  'test_put_object_with_md5_and_chunk_signature_bad_headers[s3v4-True]#with-decoded-content-length': streamed('s3v4', LENGTH),
  'test_put_object_with_md5_and_chunk_signature_bad_headers[s3v4-True]#without-decoded-content-length': streamed('s3v4', {}),
  'test_s3_presigned_url_expired[s3]#expired-exception': (by) => by.url('s3', 'GET', { expires: -60 }),
  'test_s3_presigned_url_expired[s3v4]#expired-exception': (by) => by.expired(2),
  'test_presigned_url_signature_authentication_expired[s3-False]#expired': (by) => by.url('s3', 'GET', { expires: -60 }),
  'test_presigned_url_signature_authentication_expired[s3v4-False]#expired': (by) => by.expired(1),
  'test_presigned_url_signature_authentication[s3-False]#invalid-get-1': spoiled('s3', 'GET'),
  'test_presigned_url_signature_authentication[s3-False]#invalid-put-1': spoiled('s3', 'PUT'),
  'test_presigned_url_signature_authentication[s3v4-False]#invalid-get-1': spoiled('s3v4', 'GET'),
  'test_presigned_url_signature_authentication[s3v4-False]#invalid-put-1': spoiled('s3v4', 'PUT'),
  'test_s3_put_presigned_url_missing_sig_param[s3]#missing-param-exception': (by) => by.url('s3', 'GET', { spoil: without('Signature') }),
  'test_s3_put_presigned_url_missing_sig_param[s3v4]#missing-param-exception': (by) =>
    by.url('s3v4', 'GET', { spoil: without('X-Amz-Signature') }),
  'test_s3_put_presigned_url_with_different_headers[s3]#content-type-exception': typed('s3'),
  'test_s3_put_presigned_url_with_different_headers[s3]#content-type-response': encoded('s3', {
    'content-encoding': 'identity',
    'content-type': 'text/xml',
  }),
  'test_s3_put_presigned_url_with_different_headers[s3v4]#content-type-exception': typed('s3v4'),
  'test_s3_put_presigned_url_with_different_headers[s3v4]#wrong-content-encoding-response': encoded('s3v4', { 'content-encoding': 'gzip' }),
  'test_s3_put_presigned_url_same_header_and_qs_parameter#double-header-query-string': payer({
    spoil: (url) => `${url}&x-amz-request-payer=requester`,
    headers: { 'x-amz-request-payer': 'requester' },
  }),
  'test_s3_put_presigned_url_same_header_and_qs_parameter#override-signed-qs': payer({ headers: { 'x-amz-expires': '5' } }),
  'test_post_request_expires#exception': (by) => by.form('s3v4', { expires: -60 }),
  'test_post_request_malformed_policy[s3]#exception-policy': (by) =>
    by.form('s3', { spoil: (fields) => ({ ...fields, policy: 'invalid' }) }),
  'test_post_request_missing_signature[s3]#exception-missing-signature': (by) => by.form('s3', { spoil: lacking('signature') }),
  'test_post_request_missing_signature[s3v4]#exception-missing-signature': (by) => by.form('s3v4', { spoil: lacking('x-amz-signature') }),
  'test_post_request_missing_fields[s3]#exception-missing-fields': (by) => by.form('s3', { spoil: lacking('AWSAccessKeyId') }),
  'test_post_request_missing_fields[s3]#exception-no-sig-related-fields': (by) => by.form('s3', { spoil: () => ({ key: 'posted' }) }),
  'test_post_request_missing_fields[s3v4]#exception-missing-fields': (by) => by.form('s3v4', { spoil: lacking('x-amz-algorithm') }),
  'test_post_object_with_tags[notxml]#tagging-error': (by) =>
    by.form('s3v4', { fields: { tagging: 'not-xml' }, conditions: [['eq', '$tagging', 'not-xml']] }),
  'test_post_object_with_storage_class#invalid-storage-error': (by) =>
    by.form('s3v4', { fields: { 'x-amz-storage-class': 'FakeClass' }, conditions: [{ 'x-amz-storage-class': 'FakeClass' }] }),
  'test_put_url_metadata_with_sig_s3v4[True]#no-meta-headers': withMetadata({}),
  'test_put_url_metadata_with_sig_s3v4[True]#wrong-meta-headers': withMetadata({ 'x-amz-meta-wrong': 'wrong' }),
  'test_post_object_with_wrong_content_type#invalid-content-type-error': (by) => by.notMultipart(),
  'test_post_object_policy_validation_size#invalid-content-length-too-big': sized([5, 10], 'a'.repeat(12)),
  'test_post_object_policy_validation_size#invalid-content-length-too-small': sized([5, 10], 'a'),
  'test_post_object_policy_validation_size#invalid-content-length-wrong-type': sized(['test', 10], 'a'.repeat(10)),
  'test_post_object_policy_conditions_validation_eq#invalid-condition-eq': redirects(
    ['eq', '$success_action_redirect', REDIRECT],
    'http://localhost.test/wrong',
  ),
  'test_post_object_policy_conditions_validation_eq#invalid-condition-missing-prefix': redirects([
    'eq',
    'success_action_redirect',
    REDIRECT,
  ]),
  'test_post_object_policy_conditions_validation_eq#invalid-condition-wrong-condition': redirects({
    bucket: 'plain',
    success_action_redirect: REDIRECT,
  }),
  'test_post_object_policy_conditions_validation_eq#invalid-condition-wrong-value-casing': redirects([
    'eq',
    '$success_action_redirect',
    REDIRECT.replace('http', 'HTTP'),
  ]),
  'test_post_object_policy_conditions_validation_starts_with#invalid-condition-starts-with': redirects(
    ['starts-with', '$success_action_redirect', 'http://localhost'],
    'http://wrong.localhost.test/random',
  ),
  'test_presigned_double_encoded_credentials#error-malformed': (by) =>
    by.url('s3v4', 'GET', { spoil: (url) => url.replaceAll('%2F', '%252F') }),
  'test_get_response_overrides_unicode_metadata_with_sig_s3#unicode-error': (by) =>
    by.url('s3', 'GET', { params: { ResponseCacheControl: 'non-ascii-%E2%80%94_—_é_' } }),
  'test_create_bucket_aws_global#xml-error-create-bucket': (by) => by.inRegion('aws-global'),
  'test_cors_http_options_no_config#options-no-origin': (by) => by.options('/plain', {}),
  'test_cors_http_options_no_config#options-with-origin-and-method': (by) =>
    by.options('/plain', { ...ORIGIN, 'access-control-request-method': 'PUT' }),
  'test_cors_http_options_no_config#options-with-origin-no-method': (by) => by.options('/plain', ORIGIN),
  'test_cors_http_options_non_existent_bucket#options-no-origin': (by) => by.options('/fake-bucket', {}),
  'test_cors_http_options_non_existent_bucket#options-with-origin': (by) => by.options('/fake-bucket', ORIGIN),
  'test_cors_match_origins#opt-no-origin': (by) => by.options('/with-rules/key', {}),
  'test_cors_match_origins#opt-wrong-origin': (by) => by.options('/with-rules/key', { ...ORIGIN, 'access-control-request-method': 'PUT' }),
  'test_cors_match_headers#opt-get-non-allowed': (by) =>
    by.options('/with-rules/key', {
      origin: 'https://localhost:4200',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-amz-request-payer',
    }),
  'test_cors_options_fails_partial_origin#options_fails_partial_origin': (by) =>
    by.options('/with-rules', { origin: 'http://test.origin.com/', 'access-control-request-method': 'GET' }),
}
