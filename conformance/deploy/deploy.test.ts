import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { Service } from 'kubernetes-models/v1/Service'
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { renderTemplate } from './helm-template.js'
import { unreadFields } from './read-fields.js'

const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** What `daypass serve --help` says. */
const help = execFileSync(process.execPath, [new URL('packages/daypass/bin/daypass.js', root).pathname, 'serve', '--help'], {
  encoding: 'utf8',
})
const flags = new Set(help.match(/--[a-z0-9-]+/g))
const unknownFlags = (text: readonly string[]): string[] => text.filter((word) => word.startsWith('--') && !flags.has(word))

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
}

interface ComposeService {
  readonly image: string
  readonly command?: string[]
  readonly volumes?: string[]
  readonly secrets?: string[]
  readonly depends_on?: string[]
  readonly [name: string]: unknown
}

const composeOf = (path: string) => parse(read(path), { merge: true }) as Compose

describe.each(['deploy/compose.yaml', 'deploy/compose.cluster.yaml'])('%s', (path) => {
  const { services, volumes, secrets } = composeOf(path)
  const nodes = Object.entries(services).filter(([name]) => name.startsWith('daypass'))

  it('gives the server flags that it has', () => {
    for (const [, { command = [] }] of nodes) expect([command[0], unknownFlags(command)]).toEqual(['serve', []])
  })

  it('runs no container as root with rights, or with a file system that it can write to', () => {
    for (const one of Object.values(services))
      expect(one).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    for (const [, { user }] of nodes) expect(user).toBe('65532:65532')
  })

  it('reaches no further than this machine', () => {
    for (const one of Object.values(services))
      for (const port of (one.ports as string[] | undefined) ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:4566$/)
  })

  it('names volumes, secrets and services that it declares', () => {
    for (const one of Object.values(services)) {
      for (const volume of one.volumes ?? []) expect(Object.keys(volumes)).toContain(volume.split(':')[0])
      for (const secret of one.secrets ?? []) expect(Object.keys(secrets)).toContain(secret)
      for (const other of one.depends_on ?? []) expect(Object.keys(services)).toContain(other)
    }
  })
})

it('three nodes share their store and the folder of objects', () => {
  const { services } = composeOf('deploy/compose.cluster.yaml')
  const nodes = Object.entries(services).filter(([name]) => name.startsWith('daypass'))
  expect(nodes.map(([name]) => name)).toEqual(['daypass-1', 'daypass-2', 'daypass-3'])
  for (const [, { command = [] }] of nodes) {
    const members = /^etcd:\/\/([^/]+)\/daypass$/.exec(command[command.indexOf('--store') + 1] ?? '')?.[1]?.split(',')
    expect(members?.map((member) => member.replace(':2379', ''))).toEqual(['etcd-1', 'etcd-2', 'etcd-3'])
    expect(command).toContain('--objects-dir')
  }
})

describe('the Containerfile', () => {
  const lines = read('deploy/Containerfile').replaceAll('\\\n', ' ').split('\n')
  const of = (instruction: string) => lines.filter((line) => line.trimStart().startsWith(`${instruction} `))

  it('ends as a user without a name, and runs without a shell', () => {
    expect(of('USER').at(-1)).toBe('USER 65532:65532')
    for (const line of [...of('ENTRYPOINT'), ...of('CMD')]) expect(Array.isArray(JSON.parse(line.trim().replace(/^\w+ /, '')))).toBe(true)
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')))
    expect(last.some((line) => line.startsWith('RUN '))).toBe(false)
  })

  it('starts the command with flags that it has', () => {
    expect(unknownFlags(JSON.parse(of('CMD').at(-1)?.replace('CMD ', '') ?? '[]') as string[])).toEqual([])
  })

  it('has a folder of its user for each volume that a compose file mounts', () => {
    const made = of('COPY').flatMap((line) => (line.includes('--chown=65532:65532') ? [line.split(' ').at(-1)] : []))
    const mounted = ['deploy/compose.yaml', 'deploy/compose.cluster.yaml'].flatMap((path) =>
      Object.entries(composeOf(path).services).flatMap(([name, { volumes = [] }]) =>
        name.startsWith('daypass') ? volumes.map((volume) => volume.split(':')[1]) : [],
      ),
    )
    expect(made).toEqual(expect.arrayContaining(mounted))
  })

  it('copies nothing of a clone that was not committed', () => {
    const ignored = read('deploy/Containerfile.dockerignore').split('\n')
    expect(ignored).toEqual(expect.arrayContaining(['.git', '**/node_modules', '**/dist', '.daypass*']))
  })
})

describe('the systemd unit', () => {
  const settings = new Map(
    read('deploy/daypass.service')
      .split('\n')
      .flatMap((line) => (/^[A-Z]\w+=/.test(line) ? [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const] : [])),
  )

  it('starts the server with flags that it has, and as nobody else', () => {
    expect(unknownFlags(settings.get('ExecStart')?.split(' ') ?? ['--none'])).toEqual([])
    expect(settings.get('User')).toBe('daypass')
  })

  it('lets it write to its own folder only, and execute what V8 compiles', () => {
    expect([settings.get('ProtectSystem'), settings.get('StateDirectory'), settings.get('MemoryDenyWriteExecute')]).toEqual([
      'strict',
      'daypass',
      undefined,
    ])
  })

  it('waits for longer than the server drains', () => {
    expect(Number(settings.get('TimeoutStopSec'))).toBeGreaterThan(60)
  })
})

const chart = 'deploy/helm/daypass'
const validate = new Ajv({ strict: false }).compile(JSON.parse(read(`${chart}/values.schema.json`)) as object)
const defaults = parse(read(`${chart}/values.yaml`)) as Readonly<Record<string, unknown>>
const MASTER_KEY = { masterKey: { secret: 'daypass', key: 'master-key' } }
const ETCD = {
  ...MASTER_KEY,
  replicas: 3,
  store: { etcd: { endpoints: 'a:2379,b:2379', prefix: 'p', tlsSecret: 'etcd' } },
  objects: { claim: 'o' },
}
const ALL = {
  ...ETCD,
  ...{ tls: { secret: 'tls' }, extraArgs: ['--explain-errors'], podAnnotations: { a: 'b' }, nodeSelector: { c: 'd' } },
  extraEnv: [{ name: 'DAYPASS_ROOT_ACCESS_KEY_ID', valueFrom: { secretKeyRef: { name: 'root', key: 'id' } } }],
  ...{ tolerations: [{ key: 'e', operator: 'Exists' }], affinity: { nodeAffinity: {} } },
}

interface Manifest {
  readonly kind: keyof typeof MODELS
  readonly spec: {
    readonly template: { readonly spec: Pod }
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[]
  }
}

interface Pod {
  readonly containers: readonly [
    {
      readonly args: string[]
      readonly image: string
      readonly volumeMounts: readonly { readonly name: string }[]
      readonly securityContext: object
    },
  ]
  readonly volumes: readonly { readonly name: string }[]
}

const MODELS = { StatefulSet, PodDisruptionBudget, Service, ServiceAccount }

function manifestsOf(over: object): Manifest[] {
  const { name, appVersion } = parse(read(`${chart}/Chart.yaml`)) as { name: string; appVersion: string }
  const root = { Values: { ...defaults, ...over }, Release: { Name: 'test' }, Chart: { Name: name, AppVersion: appVersion } }
  const folder = new URL(`${chart}/templates/`, new URL('../../', import.meta.url))
  const texts = readdirSync(folder)
    .sort()
    .map((file) => renderTemplate(readFileSync(new URL(file, folder), 'utf8'), root))
  return texts.filter((text) => text.trim() !== '').map((text) => parse(text) as Manifest)
}

const setOf = (over: object): Manifest['spec'] => {
  const found = manifestsOf(over).find(({ kind }) => kind === 'StatefulSet')
  if (found === undefined) throw new Error('there is no StatefulSet')
  return found.spec
}

describe('the Helm chart', () => {
  it.each([
    ['one node', MASTER_KEY, ['ServiceAccount', 'Service', 'StatefulSet']],
    ['three nodes over etcd', ETCD, ['PodDisruptionBudget', 'ServiceAccount', 'Service', 'StatefulSet']],
    ['every value', ALL, ['PodDisruptionBudget', 'ServiceAccount', 'Service', 'StatefulSet']],
  ])('makes what the schemas of Kubernetes accept, and no field that they do not know: %s', (_what, over, kinds) => {
    const manifests = manifestsOf(over)
    expect(manifests.map(({ kind }) => kind).sort()).toEqual([...kinds].sort())
    for (const manifest of manifests) {
      const unread = unreadFields(manifest, (seen) => MODELS[manifest.kind].prototype.validate.call(seen))
      expect(unread).toEqual([])
    }
  })

  it.each([
    ['one node', MASTER_KEY],
    ['every value', ALL],
  ])('gives the server flags that it has, and mounts every volume that it names: %s', (_what, over) => {
    const { template, volumeClaimTemplates = [] } = setOf(over)
    const { containers, volumes } = template.spec
    const [{ args, volumeMounts, securityContext }] = containers
    const claimed = volumeClaimTemplates.map(({ metadata }) => metadata.name)
    expect(claimed).toEqual(over === MASTER_KEY ? ['data'] : [])
    expect([args[0], unknownFlags(args)]).toEqual(['serve', []])
    expect(volumeMounts.map(({ name }) => name).sort()).toEqual([...volumes.map(({ name }) => name), ...claimed].sort())
    expect(securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  })

  it('speaks plain HTTP only where no certificate is given', () => {
    expect([MASTER_KEY, ALL].map((over) => setOf(over).template.spec.containers[0].args.includes('--insecure-http'))).toEqual([true, false])
  })

  it('speaks with etcd by TLS where certificates are given', () => {
    const args = [ETCD, { ...ETCD, store: { etcd: { endpoints: 'a:2379', prefix: 'p', tlsSecret: '' } } }].map(
      (over) => setOf(over).template.spec.containers[0].args,
    )
    expect(args.map((one) => [one[one.indexOf('--store') + 1], one.includes('--etcd-insecure-http')])).toEqual([
      ['etcds://a:2379,b:2379/p', false],
      ['etcd://a:2379/p', true],
    ])
  })

  it.each<[string, object]>([
    ['no master key', {}],
    ['two nodes that have a store each', { ...MASTER_KEY, replicas: 2 }],
    ['etcd without a folder of objects for all', { ...ETCD, objects: { claim: '' } }],
    ['several workers of a node over etcd, which has one process', { ...ETCD, workers: 2 }],
    ['a variable without a name', { ...MASTER_KEY, extraEnv: [{ value: 'x' }] }],
    ['a password in the address of etcd', { ...ETCD, store: { etcd: { endpoints: 'a:b@c:2379', prefix: 'p' } } }],
    ['a name that the chart does not have', { ...MASTER_KEY, replicaCount: 3 }],
  ])('refuses values with %s', (_what, over) => {
    expect(validate({ ...defaults, ...over })).toBe(false)
  })

  it.each<[string, object]>([
    ['one node', MASTER_KEY],
    ['three nodes over etcd', ETCD],
    ['every value', ALL],
  ])('accepts the values of %s', (_what, over) => {
    expect([validate({ ...defaults, ...over }), validate.errors]).toEqual([true, null])
  })

  it('has the version of the package', () => {
    const { version } = JSON.parse(read('packages/daypass/package.json')) as { version: string }
    expect(parse(read(`${chart}/Chart.yaml`))).toMatchObject({ version, appVersion: version })
  })
})
