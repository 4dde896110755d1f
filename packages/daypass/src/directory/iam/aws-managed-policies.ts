import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

const DATA = new URL('../../../data/', import.meta.url)

/** A policy that AWS publishes; times are ISO texts as published. */
export interface AwsManagedPolicy {
  readonly name: string
  readonly arn: string
  readonly path: string
  readonly defaultVersion: string
  readonly createdAt: string
  readonly updatedAt: string
  /** The position of its document in the data file: offset and length in bytes. */
  readonly offset: number
  readonly length: number
}

/** The AWS managed policies: the index is read at the first use, each document when it is needed. */
export interface AwsManagedPolicies {
  get(arn: string): AwsManagedPolicy | undefined
  /** All of them, by name. */
  list(): readonly AwsManagedPolicy[]
  /** The document's text. */
  document(policy: AwsManagedPolicy): string
}

/** The published policies as packaged with daypass. */
export function awsManagedPolicies(): AwsManagedPolicies {
  let index: { list: AwsManagedPolicy[]; byArn: Map<string, AwsManagedPolicy> } | undefined
  const load = () => {
    if (index === undefined) {
      const list = JSON.parse(readFileSync(new URL('aws-managed-policies.index.json', DATA), 'utf8')) as AwsManagedPolicy[]
      index = { list, byArn: new Map(list.map((policy) => [policy.arn, policy])) }
    }
    return index
  }
  return {
    get: (arn) => (arn.startsWith('arn:aws:iam::aws:policy/') ? load().byArn.get(arn) : undefined),
    list: () => load().list,
    document: readDocument,
  }
}

function readDocument(policy: AwsManagedPolicy): string {
  const file = openSync(new URL('aws-managed-policies.jsonl', DATA), 'r')
  try {
    const bytes = Buffer.alloc(policy.length)
    const read = readSync(file, bytes, 0, policy.length, policy.offset)
    if (read !== policy.length) throw new Error(`the packaged policy data is cut short at ${policy.arn}`)
    return bytes.toString('utf8')
  } finally {
    closeSync(file)
  }
}
