// @ts-check
// Makes the table of service-linked roles that daypass ships from the recorded ones: a line for each service, with the role's name, its policy, its
// description, and whether the name may have a suffix. Path, trust policy and session duration follow from the service; where a recording says
// otherwise, nothing is written.
//
//   node tools/import-service-linked-roles.mjs   (reads vectors/recorded/service-linked-roles.json; Apache-2.0, see NOTICE)
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {{ service: string, case: string, RoleName: string, Path: string, Description: string | null, MaxSessionDuration: number, Trust: object,
 *   attached: string[] }} Recorded
 */

const root = fileURLToPath(new URL('..', import.meta.url))
const { roles } = /** @type {{ roles: Recorded[] }} */ (
  JSON.parse(readFileSync(resolve(root, 'vectors/recorded/service-linked-roles.json'), 'utf8'))
)
const suffixed = new Set(roles.filter((role) => role.case === 'custom_suffix').map(({ service }) => service))

/** What is the same for all services. @param {Recorded} role */
function requireUsual({ service, Path, MaxSessionDuration, Trust, attached }) {
  const Statement = [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: service } }]
  const told = JSON.stringify({ Path, MaxSessionDuration, Trust, policies: attached.length })
  const usual = {
    Path: `/aws-service-role/${service}/`,
    MaxSessionDuration: 3600,
    Trust: { Statement, Version: '2012-10-17' },
    policies: 1,
  }
  if (told !== JSON.stringify(usual)) throw new Error(`${service}: not as the others: ${told}`)
}

const lines = roles
  .filter((role) => role.case === 'no_suffix')
  .toSorted((one, other) => (one.service < other.service ? -1 : 1))
  .map((role) => {
    requireUsual(role)
    const { service, RoleName, Description, attached } = role
    return JSON.stringify({
      service,
      role: RoleName,
      policy: attached[0]?.replace('<partition>', 'aws'),
      ...(Description === null ? {} : { description: Description }),
      ...(suffixed.has(service) ? { suffix: true } : {}),
    })
  })
writeFileSync(resolve(root, 'packages/daypass/data/service-linked-roles.json'), `[\n${lines.join(',\n')}\n]\n`)
process.stdout.write(`${lines.length} services\n`)
