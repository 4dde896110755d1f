import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { runDaypass } from '../server-process.js'

const folder = scratchFolder()
afterAll(() => folder.remove())

const inTree = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const file = (name: string, content: unknown): string => {
  writeFileSync(join(folder.path, name), typeof content === 'string' ? content : JSON.stringify(content))
  return join(folder.path, name)
}
const policy = (...words: string[]) => runDaypass(['policy', ...words])
const vectors = [inTree('vectors/policies/evaluation.json'), inTree('vectors/policies/validation.json')]

interface Report {
  readonly passed: number
  readonly failed: number
  readonly cases: readonly Record<string, unknown>[]
}

const ANN = 'arn:aws:iam::111122223333:user/ann'
const allow = (Action: string, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*', ...more },
})
const request = { principal: ANN, action: 's3:GetObject', resource: 'arn:aws:s3:::b/x' }
const good = { id: 'good', why: 'she may', request, policies: { identity: [allow('s3:*')] }, expect: 'allow' }

async function report(...files: string[]): Promise<Report & { code: number | null; stderr: string }> {
  const { code, stdout, stderr } = await policy('test', ...files, '--json')
  return { ...(JSON.parse(stdout) as Report), code, stderr }
}

describe('daypass policy test', () => {
  it('passes every shared case', async () => {
    const { passed, failed, cases, code } = await report(...vectors)
    expect({ passed, failed, code, cases: cases.length }).toEqual({ passed: 429, failed: 0, code: 0, cases: 429 })
    expect(cases.every((one) => Object.keys(one).join() === 'id,passed,expected,got')).toBe(true)
    expect(cases[0]).toEqual({
      id: 'grammar-004',
      passed: true,
      expected: { decision: 'explicitDeny', decidedBy: 'identity' },
      got: { decision: 'explicitDeny', decidedBy: 'identity' },
    })
    expect(await policy('test', ...vectors)).toEqual({ code: 0, stdout: '429 passed, 0 failed\n', stderr: '' })
  })

  it('fails every shared case with the opposite expectation', async () => {
    const text = readFileSync(vectors[1] ?? '', 'utf8')
    const turned = text.replaceAll(/"valid": (true|false)/g, (_, valid) => `"valid": ${valid === 'false'}`)
    const { passed, failed, code } = await report(file('turned.json', turned))
    expect({ passed, failed, code }).toEqual({ passed: 0, failed: 57, code: 1 })
  })

  it('fails with 1 and says why when the expectation is wrong', async () => {
    const wrong = file('wrong.json', [good, { ...good, id: 'wrong', expect: 'implicitDeny' }])
    expect(await policy('test', wrong)).toEqual({
      code: 1,
      stdout: [
        `FAIL ${wrong}:1 wrong: she may: expected implicitDeny, got allow by identity`,
        '  allow because an identity-based policy allows the s3:GetObject action',
        '    Allow applies: identity, policy identity[0], line 1',
        '1 passed, 1 failed\n',
      ].join('\n'),
      stderr: '',
    })
    expect(await report(wrong)).toMatchObject({ passed: 1, failed: 1, code: 1 })
  })

  it('notes another layer than the case names, and passes', async () => {
    const { code, stdout } = await policy('test', file('layer.json', { ...good, decidedBy: 'resource' }))
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^note .*: decided by identity, the case names resource\n1 passed, 0 failed\n$/),
    ])
  })

  it.each<[name: string, one: unknown, says: RegExp]>([
    ['an unknown request field', { ...good, request: { ...request, region: 'x' } }, /:1:\d+ case good, request\.region: is unknown here/],
    [
      'an unknown principal type',
      { ...good, request: { ...request, principal: { type: 'robot' } } },
      /request\.principal\.type: "robot" is unknown/,
    ],
    ['an unknown layer', { ...good, policies: { boundry: null } }, /policies\.boundry: is unknown here/],
    ['an unknown kind', { id: 'x', kind: 'user', document: {}, valid: false }, /case x, kind: "user" is unknown/],
    ['a case of unknown kind', { note: 'x' }, /case 1: is neither an evaluation case/],
    [
      'a document nobody could save',
      { ...good, policies: { identity: [{}] } },
      /policies\.identity\[0\]: The element Statement is missing/,
    ],
  ])('fails a case with %s, and says where', async (_, one, says) => {
    const path = file('strange.json', [one, good])
    const json = await report(path)
    expect(json).toMatchObject({ passed: 1, failed: 1, code: 1, cases: [{ passed: false, got: { problems: [{}] } }, { passed: true }] })
    expect(json.stderr).toMatch(says)
    const plain = await policy('test', path)
    expect([plain.code, plain.stdout]).toEqual([1, expect.stringMatching(says)])
  })

  it.each<[name: string, content: string, says: string]>([
    ['broken JSON', '[\n{"id": 1,}]', ':2:10 Expected a key in double quotes'],
    ['a duplicate key', '{"request":{},"request":{}}', ':1:15 Duplicate key request'],
    ['no case', '[]', ':1:1 There must be at least one case'],
  ])('refuses a file with %s before it runs anything', async (_, content, says) => {
    const path = file('broken.json', content)
    const { code, stdout, stderr } = await policy('test', file('good.json', good), path, '--json')
    expect([code, stdout, stderr]).toEqual([1, '', `daypass: ${path}${says}: no case was run\n`])
  })

  it('refuses a file that does not exist', async () => {
    const path = join(folder.path, 'nowhere.json')
    expect(await policy('test', path)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`daypass: ${path} cannot be read: ENOENT`),
    })
  })
})

describe('daypass policy check', () => {
  it.each<[name: string, document: unknown, flags: string[], code: number, says: string]>([
    ['a valid one', allow('s3:*'), ['--kind', 'managed'], 0, ': a valid managed policy, 86 of 6144 characters without white space'],
    ['a wrong element', { Statement: [] }, ['--kind', 'identity'], 1, ':1:14 Statement must have at least one statement'],
    [
      'a document that is too large',
      allow('s3:*', { Sid: 'A'.repeat(6_144) }),
      ['--kind', 'managed'],
      1,
      ':1:1 The document is too large: it has 6239 characters without white space, the limit is 6144',
    ],
    [
      'a document that is too large for a user',
      allow('s3:*', { Sid: 'A'.repeat(2_048) }),
      ['--kind', 'identity', '--owner', 'user'],
      1,
      ':1:1 The document is too large: it has 2143 characters without white space, the limit is 2048',
    ],
    [
      'a bucket policy of another bucket',
      allow('s3:GetObject', { Principal: '*', Resource: 'arn:aws:s3:::a/*' }),
      ['--kind', 's3-bucket', '--bucket', 'b'],
      1,
      ':1:37 Resource arn:aws:s3:::a/* is not in the bucket b',
    ],
  ])('reports %s', async (_, document, flags, code, says) => {
    const path = file('document.json', document)
    expect(await policy('check', path, ...flags)).toEqual({ code, stdout: `${path}${says}\n`, stderr: '' })
  })

  it('reports everything in JSON', async () => {
    const { stdout, code } = await policy('check', file('document.json', { Statement: [] }), '--kind', 'scp', '--json')
    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      {
        ok: false,
        kind: 'scp',
        size: 16,
        limit: 10_240,
        measure: 'characters',
        problems: [
          {
            message: 'The provided policy document does not meet the requirements of the specified policy type.',
            detail: 'Version must be "2012-10-17" in this kind of policy',
            line: 1,
            column: 1,
          },
          { message: 'Syntax errors in policy.', detail: 'Statement must have at least one statement', line: 1, column: 14 },
        ],
      },
    ])
  })

  it.each<[flags: string[], says: string]>([
    [
      ['--kind', 'user'],
      'Unknown --kind user. Use one of: identity, managed, boundary, session, trust, s3-bucket, kms-key, resource, scp, rcp.',
    ],
    [['--kind', 'scp', '--bucket', 'b'], '--bucket can only be used with --kind s3-bucket.'],
    [['--kind', 'identity', '--owner', 'me'], 'Unknown --owner me. Use one of: user, group, role.'],
    [[], "required option '--kind <kind>' not specified"],
    [['--kind', 'scp', '--knd', 'x'], "unknown option '--knd'"],
  ])('refuses %j', async (flags, says) => {
    const { code, stdout, stderr } = await policy('check', file('document.json', allow('s3:*')), ...flags)
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(says)])
  })
})

describe('daypass policy diff', () => {
  const secure = { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }

  it('shows a condition that was removed, and fails on it with a flag', async () => {
    const [before, after] = [file('before.json', allow('s3:GetObject', secure)), file('after.json', allow('s3:GetObject'))]
    const gain = '+ s3:GetObject on *, always\n1 gained, 0 lost, over what the documents name; not a proof\n'
    expect(await policy('diff', before, after)).toEqual({ code: 0, stdout: gain, stderr: '' })
    expect(await policy('diff', before, after, '--fail-on-gain')).toEqual({ code: 1, stdout: gain, stderr: '' })
    const loss = '- s3:GetObject on *, always\n0 gained, 1 lost, over what the documents name; not a proof\n'
    expect(await policy('diff', after, before, '--fail-on-gain')).toEqual({ code: 0, stdout: loss, stderr: '' })
  })

  it('prints JSON', async () => {
    const [before, after] = [file('before.json', allow('s3:GetObject')), file('after.json', allow('s3:GetObject', secure))]
    const { stdout } = await policy('diff', after, before, '--json')
    expect(JSON.parse(stdout)).toEqual({
      gained: [{ action: 's3:GetObject', resource: '*', when: [], example: { action: 's3:GetObject', resource: 'arn:aws:zz:zz:zz:zz' } }],
      lost: [],
    })
  })

  it('refuses a document that is not valid', async () => {
    const broken = file('broken.json', '{"Statement": [{}]}')
    const { code, stdout, stderr } = await policy('diff', broken, file('after.json', allow('s3:*')))
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(`daypass: ${broken} is not a valid identity policy:\n${broken}:1:16 `)
  })
})

describe('daypass policy explain', () => {
  const flags = ['--principal', ANN, '--action', 's3:GetObject', '--resource', 'arn:aws:s3:::b/x']

  it('prints the same for flags and for a case', async () => {
    const document = file('identity.json', allow('s3:*'))
    const scps = [
      file('full.json', allow('*')),
      file('scp.json', { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 's3:Get*', Resource: '*' } }),
    ]
    const byFlags = await policy('explain', ...flags, '--identity', document, '--scp', scps.join(','), '--json')
    const levels = [scps.map((path) => JSON.parse(readFileSync(path, 'utf8')) as unknown)]
    const byCase = await policy('explain', file('case.json', { ...good, policies: { ...good.policies, scps: levels } }), '--json')
    const answer = {
      decision: 'explicitDeny',
      decidedBy: 'scp',
      message: expect.stringMatching(/with an explicit deny in a service control policy$/),
    }
    for (const { code, stdout } of [byFlags, byCase]) expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining(answer)])
  })

  it('accepts context keys, one or several', async () => {
    const tagged = { Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] }, Bool: { 'aws:SecureTransport': 'true' } } }
    const document = file('tagged.json', allow('s3:*', tagged))
    const context = (...pairs: string[]) => pairs.flatMap((pair) => ['--context', pair])
    const first = async (...pairs: string[]) =>
      (await policy('explain', ...flags, '--identity', document, ...context(...pairs))).stdout.split('\n')[0]
    expect(await first('aws:SecureTransport=true', 'aws:TagKeys=a', 'aws:TagKeys=b')).toBe('allow, decided by identity')
    expect(await first('aws:SecureTransport=true', 'aws:TagKeys=a', 'aws:TagKeys=c')).toBe('implicitDeny, decided by identity')
  })

  it.each<[words: string[], says: string]>([
    [[], 'Give a case file, or --principal, --action and --resource.'],
    [['--principal', 'ann', '--action', 's3:GetObject', '--resource', '*'], '--principal: "ann" must be the ARN of a user'],
    [[...flags, '--context', 'x'], '--context x is not key=value.'],
    [[...flags, '--contxt', 'x=y'], "unknown option '--contxt'"],
    [[file('two.json', [good, { ...good, id: 'other' }])], 'has several cases. Name one with --case: good, other.'],
    [[file('two.json', [good, { ...good, id: 'other' }]), '--case', 'third'], 'has no case third. Use one of: good, other.'],
    [[file('one.json', good), '--action', 's3:PutObject'], 'Give either a case file or the flags of a request, not both.'],
  ])('refuses %j', async (words, says) => {
    const { code, stdout, stderr } = await policy('explain', ...words)
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining(says)])
  })
})

describe('daypass policy with misleading input', () => {
  const latin = file('latin.json', '')
  writeFileSync(
    latin,
    Buffer.from('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get","Resource":"arn:aws:s3:::\xff"}]}', 'latin1'),
  )

  it.each([
    ['test', latin],
    ['check', '--kind', 'identity', latin],
    ['lint', '--kind', 'identity', latin],
    ['diff', latin, latin],
    ['explain', latin],
  ])('%s refuses bytes that are not UTF-8', async (...words) => {
    expect(await policy(...words)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('is not valid UTF-8') })
  })

  it('lint reports that a document that is too large cannot be saved', async () => {
    const large = file('large.json', allow(`s3:${'*a'.repeat(200_000)}`))
    const { code, stdout } = await policy('lint', '--json', '--kind', 'identity', large)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, findings: [{ code: 'error', text: expect.stringContaining('too large') }] })
  })

  it('diff does not report "no difference" for what it could not compare', async () => {
    const many = (length: number, begin: string) => Array.from({ length }, (_, at) => `${begin}${at}*`)
    const next = file('many.json', { Statement: { Effect: 'Allow', Action: many(150, 's3:*a'), Resource: many(150, 'arn:aws:s3:::*') } })
    const { code, stdout, stderr } = await policy('diff', '--json', file('old.json', allow('s3:Get')), next)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toBe('daypass: cannot be compared: the documents name too many combinations of actions, resources and principals\n')
  })

  it('ends without an error when nobody reads its output to the end', () => {
    const command = '"$0" "$1" policy actions --json "" | head -c 10'
    const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, inTree('packages/daypass/bin/daypass.js')], {
      encoding: 'utf8',
    })
    expect([stdout.length, stderr]).toEqual([10, ''])
  })
})
