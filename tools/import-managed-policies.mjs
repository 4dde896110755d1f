// @ts-check
// Converts the published list of AWS-managed policies into the two files that daypass ships: one document per line, and an index with the start of
// each.
//
//   node tools/import-managed-policies.mjs [FILE]   (default ../shared/data/aws-managed-policies.json; Apache-2.0, see NOTICE)
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = resolve(root, process.argv[2] ?? '../shared/data/aws-managed-policies.json')
/** @type {{ Name: string, Arn: string, Path: string, DefaultVersionId: string, CreateDate: string, UpdateDate: string, Document: object }[]} */
const policies = JSON.parse(readFileSync(source, 'utf8'))
policies.sort((a, b) => (a.Name < b.Name ? -1 : a.Name > b.Name ? 1 : 0))

let offset = 0
const lines = []
const index = []
for (const policy of policies) {
  const line = JSON.stringify(policy.Document)
  const length = Buffer.byteLength(line)
  lines.push(line)
  index.push({
    name: policy.Name,
    arn: policy.Arn,
    path: policy.Path,
    defaultVersion: policy.DefaultVersionId,
    createdAt: policy.CreateDate,
    updatedAt: policy.UpdateDate,
    offset,
    length,
  })
  offset += length + 1
}
const data = resolve(root, 'packages/daypass/data')
writeFileSync(resolve(data, 'aws-managed-policies.jsonl'), `${lines.join('\n')}\n`)
writeFileSync(resolve(data, 'aws-managed-policies.index.json'), `[\n${index.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`)
process.stdout.write(`${policies.length} policies\n`)
