import { Document, isScalar, visit } from 'yaml'
import { escapeLines, escapeUnprintable } from '../../core/text/unprintable.js'
import type { Exported } from './export.js'

const SCHEMA_LINE = '# yaml-language-server: $schema=node_modules/daypass/schema/account-document.schema.json'

/** A document as YAML, after comments about what it does not say. The same document gives the same text. */
export function exportText({ document, leftOut, leftOutOfOrganization, unread }: Exported): string {
  const comments = [
    SCHEMA_LINE,
    '# Written by daypass export. Secrets are never in it. It leaves out:',
    ...leftOut.map(({ account, counts }) => `#   account ${account}: ${countsText(counts)}`),
    ...unread.map((account) => `#   account ${account}: everything, because there are no credentials for it`),
    ...(leftOutOfOrganization === undefined ? [] : [`#   the organization: ${countsText(leftOutOfOrganization)}`]),
  ]
  return `${comments.join('\n')}\n${yamlText(document)}`
}

function countsText(counts: Exported['leftOut'][number]['counts']): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0)
  return some.length === 0 ? 'nothing' : some.map(([what, count]) => `${what}: ${count}`).join(', ')
}

/** YAML 1.2. What a terminal or an editor would act on is escaped, which only double quotes can do. */
function yamlText(value: unknown): string {
  const document = new Document(value, { version: '1.2', schema: 'core', aliasDuplicateObjects: false })
  visit(document, {
    Scalar(_, node) {
      if (isScalar(node) && typeof node.value === 'string' && escapeUnprintable(node.value) !== node.value) node.type = 'QUOTE_DOUBLE'
    },
  })
  return escapeLines(document.toString({ lineWidth: 0, blockQuote: false }))
}
