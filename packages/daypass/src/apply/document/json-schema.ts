import { DOCUMENT } from './document-shape.js'
import { type DocumentShape, mayBeEmpty, type TextShape } from './shape.js'

type Schema = Readonly<Record<string, unknown>>

/** Where the schema is published: in the package. */
export const SCHEMA_ID = 'urn:daypass:schema:account-document'

/** The format as JSON Schema (2020-12), for editors. Policies and references are checked by apply alone. */
export function jsonSchema(): Schema {
  const named = new Map<string, Schema>()
  const root = schemaOf(DOCUMENT, named)
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: SCHEMA_ID, title: 'A document of daypass apply' }
  return { ...head, ...root, $defs: Object.fromEntries(named) }
}

function schemaOf(shape: DocumentShape, named: Map<string, Schema>): Schema {
  switch (shape.kind) {
    case 'named':
      return referenceTo(shape, named)
    case 'object': {
      const properties = Object.fromEntries(Object.entries(shape.properties).map(([name, one]) => [name, schemaOf(one, named)]))
      const required = shape.required === undefined ? {} : { required: shape.required }
      return mapSchema(shape, { properties, ...required, additionalProperties: false })
    }
    case 'map': {
      const most = shape.most === undefined ? {} : { maxProperties: shape.most }
      const keys = { propertyNames: textSchema(shape.keys), additionalProperties: schemaOf(shape.of, named) }
      return mapSchema(shape, { ...keys, ...most })
    }
    case 'list': {
      const most = shape.most === undefined ? {} : { maxItems: shape.most }
      return { ...told(shape.about), type: 'array', items: schemaOf(shape.of, named), ...(shape.isSet && { uniqueItems: true }), ...most }
    }
    case 'number':
      return { ...told(shape.about), type: 'integer', minimum: shape.least, maximum: shape.most }
    case 'flag':
      return { ...told(shape.about), type: 'boolean' }
    case 'choice':
      return { ...told(shape.about), enum: shape.of }
    case 'policy':
      return { ...told(`${shape.about} A map, or JSON text.`), anyOf: [{ type: 'object', required: ['Statement'] }, { type: 'string' }] }
    case 'text':
      return textSchema(shape)
  }
}

function referenceTo({ name, shape }: Extract<DocumentShape, { kind: 'named' }>, named: Map<string, Schema>): Schema {
  if (!named.has(name)) {
    named.set(name, {})
    named.set(name, schemaOf(shape(), named))
  }
  return { $ref: `#/$defs/${name}` }
}

const told = (description: string): Schema => ({ description })

/** A map with these rules, or nothing where that is one with nothing said. `anyOf`, because editors complete no members of a list of types. */
function mapSchema(shape: Extract<DocumentShape, { kind: 'object' | 'map' }>, rules: Schema): Schema {
  const one = { type: 'object', ...rules }
  return { ...told(shape.about), ...(mayBeEmpty(shape) ? { anyOf: [one, { type: 'null' }] } : one) }
}

const textSchema = ({ about, pattern, least, most }: TextShape): Schema => ({
  ...{ description: about, type: 'string' },
  ...(pattern !== undefined && { pattern }),
  ...(least !== undefined && { minLength: least }),
  ...(most !== undefined && { maxLength: most }),
})
