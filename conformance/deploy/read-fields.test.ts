import { Service } from 'kubernetes-models/v1/Service'
import { describe, expect, it } from 'vitest'
import { unreadFields } from './read-fields.js'

const service = (port: object, more: object = {}) => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', labels: { any: 'b' } } },
  spec: { selector: { any: 'c' }, ports: [{ port: 1, ...port }], ...more },
})
const validate = (value: object) => Service.prototype.validate.call(value)

describe('the fields that a schema does not read', () => {
  it('are those that it does not know, wherever they are', () => {
    expect(unreadFields(service({ name: 'x', targetPort: 'x' }), validate)).toEqual([])
    expect(unreadFields(service({ protocl: 'TCP' }, { typ: 'ClusterIP' }), validate)).toEqual(['/spec/ports/0/protocl', '/spec/typ'])
  })

  it('are not asked for where a type is wrong: the schema says so', () => {
    expect(() => unreadFields(service({ port: 'http' }), validate)).toThrow(/port/)
  })
})
