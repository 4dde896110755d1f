import { isScalar, type ScalarStyle, scalarText } from './scalar.js'
import { isInAnswerBody, type Member, type Shape } from './service-model.js'
import { escapeXml } from './xml-text.js'

type Values = Readonly<Record<string, unknown>>

/** One element with text, escaped. */
export function textElement(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`
}

/**
 * The elements of a structure's body members, in model order, without an enclosing element. Members that are undefined or null are left out;
 * properties that are not in the model are not written. Throws TypeError on a value of the wrong kind.
 */
export function structureXml(shape: Shape, value: unknown, style: ScalarStyle): string {
  const values = asValues(shape, value)
  let out = ''
  for (const member of shape.members) {
    const held = values[member.name]
    if (isInAnswerBody(member) && !member.attribute && held !== undefined && held !== null) out += memberXml(member, held, style)
  }
  return out
}

/** The attributes of a structure's own element, each preceded by a space. */
export function attributesXml(shape: Shape, value: unknown, style: ScalarStyle): string {
  let out = ''
  for (const member of shape.members) {
    const held = member.attribute ? asValues(shape, value)[member.name] : undefined
    if (held !== undefined && held !== null)
      out += `${prefixOf(member.wireName)} ${member.wireName}="${attributeText(scalarText(member.shape, held, dated(member, style)))}"`
  }
  return out
}

/** The namespaces of attributes with a prefix, in the published models: `xsi:type` of S3's grantees alone. */
const PREFIXES: ReadonlyMap<string, string> = new Map([['xsi', 'http://www.w3.org/2001/XMLSchema-instance']])

/** The declaration of an attribute's prefix, which must be there before it is used. */
function prefixOf(name: string): string {
  const prefix = /^([^:]+):/.exec(name)?.[1]
  const uri = prefix === undefined ? undefined : PREFIXES.get(prefix)
  return uri === undefined ? '' : ` xmlns:${prefix}="${uri}"`
}

// A parser turns bare line breaks and tabs in attributes into spaces (XML 1.0, section 3.3.3).
const attributeText = (text: string): string => escapeXml(text).replaceAll('\n', '&#xA;').replaceAll('\t', '&#x9;')

function memberXml(member: Member, value: unknown, style: ScalarStyle): string {
  if (member.shape.type === 'list') return listXml(member, value, style)
  if (member.shape.type === 'map') return mapXml(member, value, style)
  return elementXml(member.wireName, member, { value, style })
}

function elementXml(name: string, member: Member, held: { value: unknown; style: ScalarStyle }): string {
  const { shape } = member
  if (isScalar(shape)) return textElement(name, scalarText(shape, held.value, dated(member, held.style)))
  if (shape.type === 'structure')
    return `<${name}${attributesXml(shape, held.value, held.style)}>${structureXml(shape, held.value, held.style)}</${name}>`
  return memberXml({ ...member, wireName: name, flattened: false }, held.value, held.style)
}

function dated(member: Member, style: ScalarStyle): ScalarStyle {
  return member.timestampFormat ? { ...style, timestamp: member.timestampFormat } : style
}

function listXml(list: Member, value: unknown, style: ScalarStyle): string {
  const { member } = list.shape
  if (!Array.isArray(value) || !member) throw new TypeError(`an output holds no list where ${list.shape.name} is due`)
  const name = list.flattened ? list.wireName : member.wireName
  let items = ''
  for (const item of value as readonly unknown[]) items += elementXml(name, member, { value: item, style })
  return list.flattened ? items : `<${list.wireName}>${items}</${list.wireName}>`
}

function mapXml(map: Member, value: unknown, style: ScalarStyle): string {
  const { key, value: element } = map.shape
  if (!key || !element) throw new TypeError(`${map.shape.name} is not a map`)
  const name = map.flattened ? map.wireName : 'entry'
  let entries = ''
  for (const [text, held] of Object.entries(asValues(map.shape, value))) {
    entries += `<${name}>${textElement(key.wireName, text)}${elementXml(element.wireName, element, { value: held, style })}</${name}>`
  }
  return map.flattened ? entries : `<${map.wireName}>${entries}</${map.wireName}>`
}

function asValues(shape: Shape, value: unknown): Values {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values
  throw new TypeError(`an output holds no ${shape.type} where ${shape.name} is due`)
}
