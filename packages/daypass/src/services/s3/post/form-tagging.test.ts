import { describe, expect, it } from 'vitest'
import { formTagging } from './form-tagging.js'

const tag = (key: string, value: string) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`

describe('the tags of a form', () => {
  it.each([
    [tag('a', 'b'), 'a=b'],
    [tag('a b', 'c+d') + tag('e', ''), 'a%20b=c%2Bd&e='],
    ['', ''],
  ])('of %s are %s', (tags, header) => {
    expect(formTagging(`<Tagging><TagSet>${tags}</TagSet></Tagging>`)).toBe(header)
  })

  it.each(['not xml', '', '<Tagging/>', '<TagSet/>', `<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>`])(
    'refuses %j',
    (xml) => {
      expect(() => formTagging(xml)).toThrow(expect.objectContaining({ code: 'MalformedXML' }))
    },
  )
})
